#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/io/signal.hpp"
#include "flotilla/model/application/application.hpp"

namespace flotilla::apps::service {

namespace asio = boost::asio;

/// A pod's limits: so many requests at once in it, so many of them at work; the rest waits in its order of
/// arrival. One executor.
class Admission {
public:
    Admission(asio::any_io_executor executor, const model::Concurrency& limits)
        : executor_{std::move(executor)}, limits_{limits} {}

    /// A request's place: held from its arrival to its answer.
    class Place {
    public:
        explicit Place(Admission& admission) : admission_{admission} { ++admission_.inflight_; }
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// Returns when a thread is free for this request; it then has it until the end.
        asio::awaitable<void> wait_for_thread();

    private:
        friend class Admission;
        Admission& admission_;
        bool has_thread_ = false;
    };

    /// Null: the pod is full, and refuses what is beyond that.
    std::unique_ptr<Place> enter();

    [[nodiscard]] std::size_t inflight() const { return inflight_; }
    [[nodiscard]] std::size_t queued() const { return waiting_.size(); }

private:
    /// A request in the queue; leaves it when it is cancelled.
    struct Waiter {
        Waiter(Place& place_, const asio::any_io_executor& executor) : place{place_}, called{executor} {}
        ~Waiter() { std::erase(place.admission_.waiting_, this); }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;

        Place& place;
        io::Signal called;
    };

    [[nodiscard]] bool has_free_thread() const;
    void hand_on();

    asio::any_io_executor executor_;
    model::Concurrency limits_;
    std::size_t inflight_ = 0;
    std::size_t at_work_ = 0;
    std::deque<Waiter*> waiting_;
};

}  // namespace flotilla::apps::service
