#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/bounds.hpp"

namespace flotilla::model {

/// A workload that is scaled with the others of its group.
struct Member {
    std::string kind = "Deployment";
    std::string name;
    Bounds bounds;
    double weight = 1.0;  ///< replicas that go with one unit of the group's load; finite and above 0
    std::vector<std::string> calls;  ///< members of the same group whom it calls: its place in the call graph

    friend bool operator==(const Member&, const Member&) = default;
};

/// A policy by its name in the catalog, and its parameters as text; the policy itself checks them.
struct PolicyChoice {
    std::string name = "random";
    std::map<std::string, std::string> parameters;

    friend bool operator==(const PolicyChoice&, const PolicyChoice&) = default;
};

/// In which order the members of a group are patched.
enum class Order {
    AllAtOnce,     ///< every member at the same time
    CalleesFirst,  ///< on the way out callees before their callers, on the way in callers before their
                   ///< callees
};

/// Several workloads that are scaled together, as one decision.
struct ScalingGroup {
    std::string name;
    std::vector<Member> members;
    PolicyChoice policy;
    Order order = Order::AllAtOnce;
    bool all_or_none = false;  ///< one member fails: the others are taken back
    std::optional<Replicas>
        max_change;  ///< replicas that a member may gain or lose in one action; absent: any number
    Duration interval = std::chrono::seconds{60};
    Duration stage_timeout =
        std::chrono::seconds{120};  ///< CalleesFirst: how long one stage may take to become ready
    bool is_paused = false;
    bool is_dry_run = false;  ///< decide and report, but change nothing

    /// The member of that name, or nullptr.
    [[nodiscard]] const Member* find(std::string_view member) const;
    friend bool operator==(const ScalingGroup&, const ScalingGroup&) = default;
};

/// Fails with InvalidArgument and a sentence naming the member: no members, an empty or doubled name, bounds
/// that hold nothing, a weight that is no positive number, a call to a stranger, calls in a circle.
Result<ScalingGroup> checked(ScalingGroup group);

/// Members from those who call to those who are called: every caller before its callees; equals in the
/// group's order.
/// @param group without circles
std::vector<std::string> callers_first(const ScalingGroup& group);

}  // namespace flotilla::model
