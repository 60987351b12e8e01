#include "flotilla/controllers/group/readiness.hpp"

#include <fmt/ranges.h>

#include "flotilla/io/within.hpp"

namespace flotilla::controllers::group {
namespace {

Error error_of(const Progress& progress, const Deployments& deployments) {
    std::vector<std::string> sentences;
    ErrorCode code = ErrorCode::Conflict;
    for (const auto& [member, why] : progress.failures) {
        sentences.push_back(fmt::format("{}: {}", member, why));
        if (const auto found = deployments.find(member);
            found != deployments.end() && !found->second.failure.empty()) {
            code = ErrorCode::Unavailable;
        }
    }
    return {code, fmt::format("{}", fmt::join(sentences, "; "))};
}

}  // namespace

Progress progress_of(const std::vector<policy::Change>& changes, const Deployments& deployments) {
    Progress progress;
    for (const policy::Change& change : changes) {
        const auto found = deployments.find(change.member);
        if (found == deployments.end() || found->second.is_deleting) {
            progress.failures[change.member] = "the Deployment is gone";
            continue;
        }
        const Deployment& deployment = found->second;
        if (deployment.current != change.to && deployment.current != change.from) {
            progress.failures[change.member] =
                fmt::format("somebody else asked for {} replicas meanwhile", deployment.current.count());
        } else if (deployment.current == change.to && deployment.is_observed && change.is_out() &&
                   !deployment.failure.empty()) {
            progress.failures[change.member] = deployment.failure;
        } else if (deployment.current != change.to || !deployment.is_settled()) {
            progress.waiting.push_back(
                fmt::format("{} {}/{}", change.member, deployment.ready.count(), change.to.count())
            );
        }
    }
    return progress;
}

asio::awaitable<Result<void>> await_ready(
    std::vector<policy::Change> changes,
    DeploymentCache& cache,
    io::Clock& clock,
    TimePoint deadline,
    const bool& should_stop
) {
    while (true) {
        const Progress progress = progress_of(changes, cache.all());
        if (!progress.failures.empty()) {
            co_return tl::unexpected<Error>{error_of(progress, cache.all())};
        }
        if (progress.is_done()) {
            co_return Result<void>{};
        }
        if (should_stop) {
            co_return fail(ErrorCode::Cancelled, "stopped while waiting for members to become ready");
        }
        if (clock.now() >= deadline) {
            co_return fail(
                ErrorCode::DeadlineExceeded,
                fmt::format("not ready in time: {}", fmt::join(progress.waiting, ", "))
            );
        }
        co_await io::within(clock, deadline - clock.now(), cache.changed().wait());
    }
}

}  // namespace flotilla::controllers::group
