#pragma once
#include <string>
#include <vector>

#include "flotilla/model/decision.hpp"
#include "flotilla/model/observation.hpp"
#include "flotilla/model/scaling_group.hpp"

/// What "together" means: in which order the members of a group are patched.
namespace flotilla::policy {

struct Change {
    std::string member;
    model::Replicas from;
    model::Replicas to;

    [[nodiscard]] bool is_out() const { return to > from; }
    friend bool operator==(const Change&, const Change&) = default;
};

/// Changes that may be made at the same time.
struct Stage {
    std::vector<Change> changes;

    friend bool operator==(const Stage&, const Stage&) = default;
};

/// The changes that `decision` asks for, in stages; members that stay as they are are in none.
///
/// AllAtOnce: one stage. CalleesFirst: what scales out comes first, callees in an earlier stage than their
/// callers; then what scales in, callers in an earlier stage than their callees.
std::vector<Stage> plan_stages(
    const model::ScalingGroup& group, const model::Observation& seen, const model::Decision& decision
);

}  // namespace flotilla::policy
