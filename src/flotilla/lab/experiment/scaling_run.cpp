#include "flotilla/lab/experiment/scaling_run.hpp"

#include <algorithm>

#include "flotilla/io/within.hpp"

namespace flotilla::lab {
namespace {

using controllers::group::Deployment;
using controllers::group::deployment_resource;
using Group = ScalingRunOptions::Group;

kube::ReflectorOptions deployments_of(const std::string& namespace_) {
    kube::ReflectorOptions options{deployment_resource()};
    options.namespace_ = namespace_;
    return options;
}

bool is_at(const Deployment* deployment, model::Replicas count) {
    return deployment != nullptr && deployment->current == count && deployment->is_settled();
}

}  // namespace

ScalingRun::ScalingRun(const kube::Environment& environment, ScalingRunOptions options, OnStep on_step)
    : environment_(environment),
      options_(std::move(options)),
      on_step_(std::move(on_step)),
      cache_(environment.executor),
      reflector_metrics_(environment.metrics, "deployments"),
      reflector_(environment, deployments_of(options_.namespace_), cache_, reflector_metrics_),
      tasks_(environment.executor) {}

asio::awaitable<Result<std::vector<ScalingRecord>>> ScalingRun::run() {
    std::vector<ScalingRecord> records;
    tasks_.spawn(reflector_.run());
    Result<void> outcome = co_await synchronize();
    if (outcome) {
        outcome = co_await run_all(records);
        co_await restore();
    }
    tasks_.cancel();
    co_await tasks_.join();
    if (!outcome) {
        co_return tl::unexpected<Error>{outcome.error()};
    }
    co_return records;
}

void ScalingRun::stop() {
    is_stopping_ = true;
    cache_.changed().notify_all();
}

asio::awaitable<Result<void>> ScalingRun::synchronize() {
    io::Clock& clock = environment_.clock();
    const TimePoint deadline = clock.now() + std::chrono::seconds{30};
    while (!cache_.has_synced()) {
        if (is_stopping_) {
            co_return fail(ErrorCode::Cancelled, "told to stop");
        }
        if (clock.now() >= deadline) {
            co_return reflector_.trouble()
                ? Result<void>{tl::unexpected<Error>{*reflector_.trouble()}}
                : fail(ErrorCode::DeadlineExceeded, "reading the Deployments took more than 30 s");
        }
        co_await io::within(clock, std::chrono::milliseconds{200}, cache_.changed().wait());
    }
    for (const Group& group : options_.groups) {
        for (const std::string& member : group.members) {
            const Deployment* deployment = cache_.find(member);
            if (deployment == nullptr) {
                co_return fail(
                    ErrorCode::NotFound,
                    fmt::format(
                        "group {}: there is no Deployment {} in namespace {}",
                        group.name,
                        member,
                        options_.namespace_
                    )
                );
            }
            before_[member] = deployment->current;
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ScalingRun::run_all(std::vector<ScalingRecord>& records) {
    for (int run = 1; run <= options_.runs; ++run) {
        for (const Group& group : options_.groups) {
            for (const ScalingStep step : options_.steps) {
                FLOTILLA_CO_CHECK(co_await measure_step(run, group, step, records));
            }
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ScalingRun::measure_step(
    int run, const Group& group, ScalingStep step, std::vector<ScalingRecord>& records
) {
    FLOTILLA_CO_CHECK(co_await scale_to(group, step.from));
    const std::size_t first = records.size();
    const TimePoint requested = environment_.clock().now();
    const WallTime requested_at = environment_.clock().wall_now();
    std::vector<Result<WallTime>> patched(group.members.size(), WallTime{});
    io::TaskGroup patches{environment_.executor};
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        patches.spawn(patch(group.members[i], step.to, patched[i]));
    }
    co_await patches.join();
    std::vector<ScalingRecord*> pending;
    records.reserve(first + group.members.size());
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        if (!patched[i]) {
            co_return tl::unexpected<Error>{patched[i].error()};
        }
        records.push_back(
            {run,
             group.name,
             group.members[i],
             step.from,
             step.to,
             requested_at,
             *patched[i],
             WallTime{},
             Duration{0}}
        );
        pending.push_back(&records.back());
    }
    FLOTILLA_CO_CHECK(co_await await_members(std::move(pending), requested));
    on_step_(run, group.name, step, environment_.clock().now() - requested);
    co_return Result<void>{};
}

/// Without records: to where a step begins.
asio::awaitable<Result<void>> ScalingRun::scale_to(const Group& group, model::Replicas count) {
    std::vector<ScalingRecord> unused;
    unused.reserve(group.members.size());
    std::vector<ScalingRecord*> pending;
    for (const std::string& member : group.members) {
        if (is_at(cache_.find(member), count)) {
            continue;
        }
        Result<WallTime> patched_at = WallTime{};
        co_await patch(member, count, patched_at);
        if (!patched_at) {
            co_return tl::unexpected<Error>{patched_at.error()};
        }
        unused.push_back({0, group.name, member, count, count, {}, {}, {}, Duration{0}});
        pending.push_back(&unused.back());
    }
    co_return co_await await_members(std::move(pending), environment_.clock().now());
}

asio::awaitable<void> ScalingRun::patch(
    std::string member, model::Replicas count, Result<WallTime>& patched_at
) {
    const kube::ObjectKey key{options_.namespace_, std::move(member)};
    const auto scaled = co_await environment_.client.set_scale(deployment_resource(), key, count.count());
    if (scaled) {
        patched_at = environment_.clock().wall_now();
    } else {
        patched_at = tl::unexpected<Error>{scaled.error()};
    }
}

asio::awaitable<Result<void>> ScalingRun::await_members(
    std::vector<ScalingRecord*> pending, TimePoint requested
) {
    io::Clock& clock = environment_.clock();
    const TimePoint deadline = requested + options_.timeout;
    while (true) {
        std::erase_if(pending, [&](ScalingRecord* record) {
            if (!is_at(cache_.find(record->member), record->to)) {
                return false;
            }
            record->took = clock.now() - requested;
            record->ready_at = clock.wall_now();
            return true;
        });
        if (pending.empty()) {
            co_return Result<void>{};
        }
        if (is_stopping_) {
            co_return fail(
                ErrorCode::Cancelled, "told to stop before all steps were measured: nothing is written"
            );
        }
        if (clock.now() >= deadline) {
            const Deployment* deployment = cache_.find(pending.front()->member);
            co_return fail(
                ErrorCode::DeadlineExceeded,
                fmt::format(
                    "{} has not reached {} ready replicas within {}; it has {}",
                    pending.front()->member,
                    pending.front()->to.count(),
                    format_duration(options_.timeout),
                    deployment == nullptr ? 0 : deployment->ready.count()
                )
            );
        }
        co_await io::within(clock, deadline - clock.now(), cache_.changed().wait());
    }
}

asio::awaitable<void> ScalingRun::restore() {
    for (const auto& [member, count] : before_) {
        Result<WallTime> ignored = WallTime{};
        co_await patch(member, count, ignored);
        if (!ignored) {
            tell_not_restored(member, ignored.error());
        }
    }
}

void ScalingRun::tell_not_restored(const std::string& member, const Error& error) const {
    environment_.log.warn("not put back", {{"member", member}, {"error", error.message}});
}

}  // namespace flotilla::lab
