#pragma once
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"

namespace flotilla::testing_support {

namespace asio = boost::asio;

/// An executor in virtual time, and a way to run one coroutine to its end in it.
class VirtualWorld {
public:
    io::VirtualClock& clock() { return clock_; }
    asio::any_io_executor executor() { return context_.get_executor(); }

    /// The task's value. Time moves as far as the task needs, at most `limit`; then it is a failure of the
    /// test's design.
    template <class T>
    T run(asio::awaitable<T> task, Duration limit = std::chrono::hours{24 * 365}) {
        std::optional<T> value;
        std::exception_ptr thrown;
        asio::co_spawn(context_, std::move(task), [&](std::exception_ptr exception, T result) {
            thrown = exception;
            value.emplace(std::move(result));
        });
        run_while([&] { return !value.has_value(); }, limit);
        if (thrown) {
            std::rethrow_exception(thrown);
        }
        FLOTILLA_ASSERT(value.has_value());
        return std::move(*value);
    }

    void run(asio::awaitable<void> task, Duration limit = std::chrono::hours{24 * 365}) {
        bool is_done = false;
        std::exception_ptr thrown;
        asio::co_spawn(context_, std::move(task), [&](std::exception_ptr exception) {
            thrown = exception;
            is_done = true;
        });
        run_while([&] { return !is_done; }, limit);
        if (thrown) {
            std::rethrow_exception(thrown);
        }
        FLOTILLA_ASSERT(is_done);
    }

private:
    template <class Predicate>
    void run_while(Predicate is_pending, Duration limit) {
        const TimePoint end = clock_.now() + limit;
        clock_.run_ready();
        while (is_pending() && clock_.step(end)) {
        }
    }

    asio::io_context context_{1};
    io::VirtualClock clock_{context_};
};

}  // namespace flotilla::testing_support
