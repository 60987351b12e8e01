#pragma once
#include <cstdint>
#include <exception>
#include <map>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/io/signal.hpp"

namespace flotilla::io {

/// Owns the tasks of one object. Declare it last, so that it goes first.
///
/// The owner calls `cancel()` and awaits `join()` before it goes away; a group that is destroyed with tasks
/// alive cancels them, and their frames must not touch the owner while they unwind. One executor: not for use
/// across threads.
class TaskGroup {
public:
    explicit TaskGroup(asio::any_io_executor executor);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a task. An exception other than operation_aborted is a defect and ends the program.
    void spawn(asio::awaitable<void> task);
    /// Asks every task to stop: its innermost wait throws operation_aborted.
    void cancel();
    /// Waits until no task is left.
    asio::awaitable<void> join();
    [[nodiscard]] bool is_empty() const;
    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

private:
    struct State;
    asio::any_io_executor executor_;
    std::shared_ptr<State> state_;
};

}  // namespace flotilla::io
