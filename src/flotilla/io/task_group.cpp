#include "flotilla/io/task_group.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "flotilla/io/cancellation.hpp"

namespace flotilla::io {
namespace {

[[noreturn]] void end_program(const char* what) {
    std::fprintf(stderr, "flotilla: a task ended with an exception that nobody expects: %s\n", what);
    std::abort();
}

void require_cancelled(const std::exception_ptr& exception) {
    if (is_cancellation(exception)) {
        return;
    }
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        end_program(error.what());
    }
}

}  // namespace

struct TaskGroup::State {
    explicit State(const asio::any_io_executor& executor) : changed{executor} {}

    std::uint64_t started = 0;
    std::map<std::uint64_t, std::shared_ptr<asio::cancellation_signal>> tasks;
    Signal changed;
};

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_{std::move(executor)}, state_{std::make_shared<State>(executor_)} {}

TaskGroup::~TaskGroup() {
    cancel();
}

void TaskGroup::spawn(asio::awaitable<void> task) {
    const std::uint64_t id = state_->started++;
    auto stop = std::make_shared<asio::cancellation_signal>();
    state_->tasks.emplace(id, stop);
    auto finished = [state = state_, id, stop](const std::exception_ptr& exception) {
        state->tasks.erase(id);
        state->changed.notify_all();
        if (exception) {
            require_cancelled(exception);
        }
    };
    asio::co_spawn(
        executor_, std::move(task), asio::bind_cancellation_slot(stop->slot(), std::move(finished))
    );
}

void TaskGroup::cancel() {
    std::vector<std::shared_ptr<asio::cancellation_signal>> stops;
    for (const auto& [id, stop] : state_->tasks) {
        stops.push_back(stop);
    }
    for (const auto& stop : stops) {
        stop->emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> TaskGroup::join() {
    const auto state = state_;
    while (!state->tasks.empty()) {
        co_await state->changed.wait();
    }
}

bool TaskGroup::is_empty() const {
    return state_->tasks.empty();
}

}  // namespace flotilla::io
