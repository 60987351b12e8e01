#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"

/// Which pods a ReplicaSet gives up first.
namespace flotilla::cluster::controllers {

/// A running pod as the choice sees it.
struct Candidate {
    std::string name;
    std::string uid;
    std::string node;  ///< empty: not scheduled
    enum class Phase { Pending, Unknown, Running } phase = Phase::Pending;
    std::optional<WallTime> ready_since = std::nullopt;  ///< nothing: not ready
    std::int64_t deletion_cost = 0;                      ///< controller.kubernetes.io/pod-deletion-cost
    std::int64_t crowd = 0;                              ///< pods of the same owner on the same node
    std::int64_t restarts = 0;
    std::optional<WallTime> created = std::nullopt;
};

/// Reorders so that the pods to lose come first: unscheduled, pending, not ready, cheap, crowded, lately
/// ready, often restarted, young. Ages compare by power of two, then by uid, so that scaling in does not
/// always hit the newest.
void sort_victims_first(std::vector<Candidate>& candidates, WallTime now);

}  // namespace flotilla::cluster::controllers
