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

/// An executor in real time, for tests with sockets and files, and a way to run one coroutine to its end in
/// it.
class RealWorld {
public:
    io::RealClock& clock() { return clock_; }
    asio::any_io_executor executor() { return context_.get_executor(); }

    /// The task's value; other work goes on until then, and no longer.
    template <class T>
    T run(asio::awaitable<T> task) {
        std::optional<T> value;
        std::exception_ptr thrown;
        bool is_done = false;
        asio::co_spawn(context_, std::move(task), [&](std::exception_ptr exception, T result) {
            thrown = exception;
            value.emplace(std::move(result));
            is_done = true;
        });
        run_until(is_done, thrown);
        return std::move(*value);
    }

    void run(asio::awaitable<void> task) {
        std::exception_ptr thrown;
        bool is_done = false;
        asio::co_spawn(context_, std::move(task), [&](std::exception_ptr exception) {
            thrown = exception;
            is_done = true;
        });
        run_until(is_done, thrown);
    }

private:
    void run_until(const bool& is_done, const std::exception_ptr& thrown) {
        context_.restart();
        while (!is_done && context_.run_one() > 0) {
        }
        if (thrown) {
            std::rethrow_exception(thrown);
        }
        FLOTILLA_ASSERT(is_done);
    }

    asio::io_context context_{1};
    io::RealClock clock_;
};

}  // namespace flotilla::testing_support
