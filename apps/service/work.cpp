#include "service/work.hpp"

#include <memory>
#include <utility>

#include "service/sampling.hpp"

namespace flotilla::apps::service {
namespace {

std::int64_t counter_of(const Session& session, const std::string& name) {
    const auto found = session.find(name);
    return found == session.end() ? 0 : found->second;
}

/// Keeps a branch's result where whoever joins the branches can look at it.
asio::awaitable<void> keep(std::shared_ptr<Result<void>> to, asio::awaitable<Result<void>> branch) {
    *to = co_await std::move(branch);
}

}  // namespace

Work::Work(
    asio::any_io_executor executor,
    io::Clock& clock,
    Cpu& cpu,
    Callees& callees,
    const model::Application& application,
    RandomStream stream
)
    : executor_{std::move(executor)},
      clock_{clock},
      cpu_{cpu},
      callees_{callees},
      application_{application},
      stream_{stream} {}

void Work::complete(Session& session) {
    for (const model::SessionCounter& counter : application_.counters) {
        if (!session.contains(counter.name)) {
            session.emplace(counter.name, draw_counter(counter, stream_));
        }
    }
}

asio::awaitable<Result<void>> Work::serve(
    const model::Endpoint& endpoint, Session session, Duration own_cost
) {
    complete(session);
    const double messages = 1 + expected_calls(endpoint.steps, session);
    const auto own = Duration{static_cast<std::int64_t>(messages * static_cast<double>(own_cost.count()))};
    co_await cpu_.burn(draw_seconds(endpoint.cpu, stream_) - own);
    if (endpoint.wait) {
        co_await clock_.sleep_for(draw_seconds(*endpoint.wait, stream_));
    }
    co_return co_await run(endpoint.steps, session);
}

asio::awaitable<Result<void>> Work::run(const std::vector<model::Step>& steps, const Session& session) {
    for (const model::Step& step : steps) {
        Result<void> result;
        if (const auto* call = std::get_if<model::Call>(&step.action)) {
            result = co_await run(*call, session);
        } else if (const auto* repeat = std::get_if<model::Repeat>(&step.action)) {
            result = co_await run(*repeat, session);
        } else {
            result = co_await run(std::get<model::Parallel>(step.action), session);
        }
        if (!result) {
            co_return result;
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Work::run(const model::Call& call, const Session& session) {
    for (int time = 0; time < call.times; ++time) {
        if (call.probability < 1 && stream_.uniform() >= call.probability) {
            continue;
        }
        ++calls_;
        auto result = co_await callees_.call(call, session);
        if (!result && !call.is_optional) {
            co_return result;
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Work::run(const model::Repeat& repeat, const Session& session) {
    for (std::int64_t left = counter_of(session, repeat.counter); left > 0; --left) {
        auto result = co_await run(repeat.steps, session);
        if (!result) {
            co_return result;
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Work::run(const model::Parallel& parallel, const Session& session) {
    std::vector<std::shared_ptr<Result<void>>> results;
    io::TaskGroup branches{executor_};
    for (const std::vector<model::Step>& branch : parallel.branches) {
        results.push_back(std::make_shared<Result<void>>());
        branches.spawn(keep(results.back(), run(branch, session)));
    }
    co_await branches.join();
    for (const auto& result : results) {
        if (!*result) {
            co_return *result;
        }
    }
    co_return Result<void>{};
}

double expected_calls(const std::vector<model::Step>& steps, const Session& session) {
    double calls = 0;
    for (const model::Step& step : steps) {
        if (const auto* call = std::get_if<model::Call>(&step.action)) {
            calls += call->times * call->probability;
        } else if (const auto* repeat = std::get_if<model::Repeat>(&step.action)) {
            const auto times = static_cast<double>(counter_of(session, repeat->counter));
            calls += times * expected_calls(repeat->steps, session);
        } else {
            for (const auto& branch : std::get<model::Parallel>(step.action).branches) {
                calls += expected_calls(branch, session);
            }
        }
    }
    return calls;
}

}  // namespace flotilla::apps::service
