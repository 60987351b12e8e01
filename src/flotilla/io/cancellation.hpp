#pragma once
#include <exception>

#include <boost/asio/cancellation_state.hpp>

namespace flotilla::io {

namespace asio = boost::asio;

/// Throws operation_aborted when the task that asks has been cancelled. For the end of a wait that can also
/// end in another way: `throw_if_cancelled(co_await asio::this_coro::cancellation_state)`.
void throw_if_cancelled(const asio::cancellation_state& state);

/// Whether this is what a cancelled wait throws, or several waits side by side: how a task ends that was told
/// to. Anything else is a defect.
bool is_cancellation(const std::exception_ptr& thrown);

}  // namespace flotilla::io
