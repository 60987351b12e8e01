#pragma once
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "flotilla/io/clock.hpp"

namespace flotilla::io {

/// The task's value, or nothing when `limit` passed first (the task is then cancelled).
template <class T>
asio::awaitable<std::optional<T>> within(Clock& clock, Duration limit, asio::awaitable<T> task) {
    using asio::experimental::awaitable_operators::operator||;
    auto first = co_await (std::move(task) || clock.sleep_for(limit));
    if (auto* value = std::get_if<0>(&first)) {
        co_return std::move(*value);
    }
    co_return std::nullopt;
}

/// Whether the task ended before `limit` passed (otherwise it is cancelled).
inline asio::awaitable<bool> within(Clock& clock, Duration limit, asio::awaitable<void> task) {
    using asio::experimental::awaitable_operators::operator||;
    const auto first = co_await (std::move(task) || clock.sleep_for(limit));
    co_return first.index() == 0;
}

}  // namespace flotilla::io
