#include "flotilla/load/run.hpp"

#include <algorithm>
#include <utility>

#include "flotilla/io/within.hpp"

namespace flotilla::load {

Run::Run(
    asio::any_io_executor executor,
    io::Clock& clock,
    Source& source,
    Sender& sender,
    std::vector<std::string> action_names,
    RunOptions options
)
    : clock_{clock},
      source_{source},
      sender_{sender},
      options_{std::move(options)},
      recorder_{std::move(action_names), options_.warm_up},
      changed_{executor},
      tasks_{std::move(executor)} {}

void Run::stop() {
    is_stopped_ = true;
    changed_.notify_all();
}

asio::awaitable<Result<Record>> Run::operator()() {
    FLOTILLA_CO_CHECK(co_await sender_.start(*this));
    start_ = clock_.now();
    tasks_.spawn(count_intervals());
    send_due(Duration{0});
    co_await wait_until_over();
    const Duration length = std::min(elapsed(), options_.length);
    co_await wait_for_answers();
    co_await sender_.stop();
    tasks_.cancel();
    co_await tasks_.join();
    recorder_.close_interval(elapsed(), 0);
    co_return std::move(recorder_).finish(length);
}

asio::awaitable<void> Run::wait_until_over() {
    // One task that ends with the time, one that ends when somebody stops the run.
    while (!is_over(elapsed())) {
        auto until_signal = changed_.wait();
        co_await io::within(clock_, options_.length - elapsed(), std::move(until_signal));
    }
}

asio::awaitable<void> Run::wait_for_answers() {
    const TimePoint latest = clock_.now() + options_.patience;
    while (!is_stopped_ && recorder_.under_way() > 0 && clock_.now() < latest) {
        auto until_signal = changed_.wait();
        co_await io::within(clock_, latest - clock_.now(), std::move(until_signal));
    }
}

void Run::send_due(Duration now) {
    while (!is_over(now)) {
        const auto intent = source_.poll(now);
        if (!intent) {
            break;
        }
        send(*intent, now);
    }
    arm();
}

void Run::send(const Intent& intent, Duration now) {
    if (free_tokens_.empty()) {
        free_tokens_.push_back(under_way_.size());
        under_way_.emplace_back();
    }
    const Token token = free_tokens_.back();
    free_tokens_.pop_back();
    under_way_[token] = intent;
    source_.compose(intent, message_);
    recorder_.sent(intent, now);
    sender_.send(token, message_);
}

void Run::arm() {
    const auto next = source_.next_due();
    if (!next || is_stopped_ || *next >= options_.length) {
        return;
    }
    const Duration when = std::max(*next, elapsed() + options_.quantum);
    if (when < armed_) {
        armed_ = when;
        tasks_.spawn(wake_at(when));
    }
}

asio::awaitable<void> Run::wake_at(Duration when) {
    co_await clock_.sleep_until(start_ + when);
    if (armed_ == when) {
        armed_ = Duration::max();
        send_due(elapsed());
    }
}

void Run::ended(Token token, const Outcome& outcome) {
    const Intent intent = under_way_[token];
    const Duration now = outcome.ended - start_;
    recorder_.ended(intent, now, outcome);
    source_.ended(intent, now, outcome.is_good());
    free_tokens_.push_back(token);
    if (is_over(now)) {
        changed_.notify_all();
        return;
    }
    send_due(now);
}

asio::awaitable<void> Run::count_intervals() {
    Duration next = std::chrono::seconds{1};
    while (true) {
        co_await clock_.sleep_until(start_ + next);
        const Interval& interval = recorder_.close_interval(elapsed(), source_.level(elapsed()));
        if (options_.on_interval) {
            options_.on_interval(interval);
        }
        next += std::chrono::seconds{1};
    }
}

}  // namespace flotilla::load
