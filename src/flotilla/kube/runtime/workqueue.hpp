#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/backoff.hpp"
#include "flotilla/kube/runtime/workqueue_metrics.hpp"

namespace flotilla::kube {

namespace asio = boost::asio;

/// Keys that need work, each at most once in the queue and never with two workers at the same time.
///
/// A key added while it waits is one key; a key added while a worker has it comes again after `done`. Fair:
/// first added, first taken. One executor: not for use across threads. `Key` is copied, ordered by `<`.
template <class Key>
class WorkQueue {
public:
    WorkQueue(
        io::Clock& clock,
        asio::any_io_executor executor,
        RetryOptions retry = {},
        std::optional<WorkQueueMetrics> metrics = std::nullopt
    )
        : clock_(clock),
          limiter_(retry),
          metrics_(std::move(metrics)),
          changed_(executor),
          timers_(std::move(executor)) {}

    void add(const Key& key) {
        if (is_shutting_down_ || !dirty_.insert(key).second) {
            return;
        }
        if (!processing_.contains(key)) {
            enqueue(key);
        }
    }

    /// Adds `key` when `delay` is over. Of several delays for one key the earliest counts.
    void add_after(const Key& key, Duration delay) {
        if (is_shutting_down_) {
            return;
        }
        if (delay <= Duration{0}) {
            add(key);
            return;
        }
        const TimePoint when = clock_.now() + delay;
        const auto [known, is_new] = due_of_.try_emplace(key, when);
        if (!is_new) {
            if (known->second <= when) {
                return;
            }
            delayed_.erase({known->second, key});
            known->second = when;
        }
        delayed_.insert({when, key});
        arm();
    }

    /// Adds `key` after the wait that its failures and the failures of all have earned it.
    void add_rate_limited(const Key& key) {
        if (metrics_) {
            metrics_->retried();
        }
        add_after(key, limiter_.next(key, clock_.now()));
    }

    /// The key's failures are history: after a success, or when it is given up.
    void forget(const Key& key) { limiter_.forget(key); }
    [[nodiscard]] std::uint32_t failures(const Key& key) const { return limiter_.failures(key); }

    /// The next key, which the worker hands back with `done`; nothing after `shut_down` when the queue is
    /// empty.
    asio::awaitable<std::optional<Key>> next() {
        while (queue_.empty()) {
            if (is_shutting_down_) {
                co_return std::nullopt;
            }
            co_await changed_.wait();
        }
        Item item = std::move(queue_.front());
        queue_.pop_front();
        dirty_.erase(item.key);
        processing_.emplace(item.key, clock_.now());
        if (metrics_) {
            metrics_->taken(queue_.size(), clock_.now() - item.added);
        }
        co_return std::move(item.key);
    }

    void done(const Key& key) {
        const auto found = processing_.find(key);
        if (found == processing_.end()) {
            return;
        }
        if (metrics_) {
            metrics_->done(clock_.now() - found->second);
        }
        processing_.erase(found);
        if (dirty_.contains(key)) {
            enqueue(key);
        }
        changed_.notify_all();
    }

    /// Takes no more keys; forgets the delayed ones. Workers get what is queued, then nothing.
    void shut_down() {
        is_shutting_down_ = true;
        delayed_.clear();
        due_of_.clear();
        timers_.cancel();
        changed_.notify_all();
    }

    /// Waits until nothing is queued and no worker has a key. Call `shut_down` first.
    asio::awaitable<void> drained() {
        while (!queue_.empty() || !processing_.empty()) {
            co_await changed_.wait();
        }
        co_await timers_.join();
    }

    /// Keys that wait for a worker.
    [[nodiscard]] std::size_t size() const { return queue_.size(); }
    /// Keys whose delay is not over.
    [[nodiscard]] std::size_t delayed() const { return delayed_.size(); }
    [[nodiscard]] std::size_t in_progress() const { return processing_.size(); }
    [[nodiscard]] bool is_shutting_down() const { return is_shutting_down_; }

private:
    struct Item {
        Key key;
        TimePoint added;
    };

    void enqueue(const Key& key) {
        queue_.push_back(Item{key, clock_.now()});
        if (metrics_) {
            metrics_->added(queue_.size());
        }
        changed_.notify_all();
    }

    /// Sees to it that a timer runs for the earliest delay. A timer of a delay that was shortened finds
    /// nothing due.
    void arm() {
        if (delayed_.empty() || is_shutting_down_) {
            return;
        }
        const TimePoint earliest = delayed_.begin()->first;
        if (armed_.empty() || earliest < *armed_.begin()) {
            armed_.insert(earliest);
            timers_.spawn(release_at(earliest));
        }
    }

    asio::awaitable<void> release_at(TimePoint when) {
        co_await clock_.sleep_until(when);
        armed_.erase(when);
        while (!delayed_.empty() && delayed_.begin()->first <= clock_.now()) {
            const Key key = delayed_.begin()->second;
            delayed_.erase(delayed_.begin());
            due_of_.erase(key);
            add(key);
        }
        arm();
    }

    io::Clock& clock_;
    RetryLimiter<Key> limiter_;
    std::optional<WorkQueueMetrics> metrics_;
    std::deque<Item> queue_;
    std::set<Key> dirty_;                  // queued, or added again while in progress
    std::map<Key, TimePoint> processing_;  // with the time it was taken
    std::set<std::pair<TimePoint, Key>> delayed_;
    std::map<Key, TimePoint> due_of_;
    std::set<TimePoint> armed_;
    bool is_shutting_down_ = false;
    io::Signal changed_;
    io::TaskGroup timers_;
};

}  // namespace flotilla::kube
