#pragma once
#include <map>
#include <string>
#include <vector>

#include "flotilla/controllers/group/deployment_cache.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/policy/horizontal/coordination.hpp"

namespace flotilla::controllers::group {

namespace asio = boost::asio;

/// How far the members of an action are. Pure.
struct Progress {
    std::vector<std::string> waiting;             ///< not ready yet: "web 2/5"
    std::map<std::string, std::string> failures;  ///< by member: why it cannot become ready

    [[nodiscard]] bool is_done() const { return waiting.empty() && failures.empty(); }
    friend bool operator==(const Progress&, const Progress&) = default;
};

/// A change is done when the Deployment has exactly the replicas asked for, all ready. It has failed when the
/// Deployment is gone, asks for another count by now, or cannot make pods (quota).
Progress progress_of(const std::vector<policy::Change>& changes, const Deployments& deployments);

/// Waits until all changes are done. DeadlineExceeded: not by `deadline`, the message says who is missing;
/// Conflict: somebody else has changed a member; Unavailable: pods cannot be made; Cancelled: `should_stop`
/// became true (its owner then notifies the cache's signal).
asio::awaitable<Result<void>> await_ready(
    std::vector<policy::Change> changes,
    DeploymentCache& cache,
    io::Clock& clock,
    TimePoint deadline,
    const bool& should_stop
);

}  // namespace flotilla::controllers::group
