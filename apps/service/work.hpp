#pragma once
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/base/random.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/model/application/application.hpp"

#include "service/callees.hpp"
#include "service/cpu.hpp"

namespace flotilla::apps::service {

/// Does what the model says that an endpoint does: work on the CPU, a wait, then its steps one after another.
class Work {
public:
    Work(
        asio::any_io_executor executor,
        io::Clock& clock,
        Cpu& cpu,
        Callees& callees,
        const model::Application& application,
        RandomStream stream
    );

    /// Fails with the error of the first call that failed and was not optional.
    /// @param own_cost CPU that this program needs anyhow to serve one request or make one call; it is part
    /// of
    ///                 the endpoint's work, not on top of it
    asio::awaitable<Result<void>> serve(const model::Endpoint& endpoint, Session session, Duration own_cost);

    /// Calls made so far.
    [[nodiscard]] std::uint64_t calls() const { return calls_; }

private:
    asio::awaitable<Result<void>> run(const std::vector<model::Step>& steps, const Session& session);
    asio::awaitable<Result<void>> run(const model::Call& call, const Session& session);
    asio::awaitable<Result<void>> run(const model::Repeat& repeat, const Session& session);
    asio::awaitable<Result<void>> run(const model::Parallel& parallel, const Session& session);
    void complete(Session& session);

    asio::any_io_executor executor_;
    io::Clock& clock_;
    Cpu& cpu_;
    Callees& callees_;
    const model::Application& application_;
    RandomStream stream_;
    std::uint64_t calls_ = 0;
};

/// Calls that the steps make on average, for a session with these counters.
double expected_calls(const std::vector<model::Step>& steps, const Session& session);

}  // namespace flotilla::apps::service
