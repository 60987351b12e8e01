#pragma once
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/multiple_exceptions.hpp>

#include "flotilla/io/clock.hpp"

namespace flotilla::io {

/// Of two tasks run side by side with `||`, both throw when they are cancelled; waits throw one
/// operation_aborted.
[[noreturn]] inline void rethrow_first(const asio::multiple_exceptions& exceptions) {
    std::rethrow_exception(exceptions.first_exception());
}

/// The task's value, or nothing when `limit` passed first (the task is then cancelled).
template <class T>
asio::awaitable<std::optional<T>> within(Clock& clock, Duration limit, asio::awaitable<T> task) {
    using asio::experimental::awaitable_operators::operator||;
    try {
        auto first = co_await (std::move(task) || clock.sleep_for(limit));
        if (auto* value = std::get_if<0>(&first)) {
            co_return std::move(*value);
        }
        co_return std::nullopt;
    } catch (const asio::multiple_exceptions& exceptions) {
        rethrow_first(exceptions);
    }
}

/// Whether the task ended before `limit` passed (otherwise it is cancelled).
inline asio::awaitable<bool> within(Clock& clock, Duration limit, asio::awaitable<void> task) {
    using asio::experimental::awaitable_operators::operator||;
    try {
        const auto first = co_await (std::move(task) || clock.sleep_for(limit));
        co_return first.index() == 0;
    } catch (const asio::multiple_exceptions& exceptions) {
        rethrow_first(exceptions);
    }
}

}  // namespace flotilla::io
