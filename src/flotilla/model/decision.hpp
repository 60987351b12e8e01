#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/model/units.hpp"

namespace flotilla::model {

/// Why a member gets the replicas it gets.
enum class Rule {
    Drawn,            ///< by lot
    Fixed,            ///< a constant
    Planned,          ///< the group's expected load times what it costs the member
    Followed,         ///< the leader's metric times the member's weight
    Utilization,      ///< CPU utilization against its target
    Recommended,      ///< what the member's HPA says
    Lifted,           ///< more than it needs now, for a caller that grows (`subject`)
    WithinTolerance,  ///< close enough to the target: keep
    MetricMissing,    ///< keep: `subject` was not measured
    MetricStale,      ///< keep: `subject` was measured too long ago
    MetricInvalid,    ///< keep: `subject` is not a finite number of the expected range
};

/// What changed a policy's wish afterwards.
enum class Limit {
    Min,
    Max,
    Change,  ///< the most that a member may change in one action
};

/// A reason as data; `to_text` renders it.
struct Reason {
    Rule rule = Rule::Fixed;
    std::string subject{};             ///< metric or member that the rule speaks of; may be empty
    std::optional<double> measured{};  ///< what was measured, in the metric's unit
    std::optional<Limit> limit{};      ///< the last bound that cut the wish
    std::optional<Replicas> wished{};  ///< before that bound

    friend bool operator==(const Reason&, const Reason&) = default;
};

struct MemberDecision {
    std::string name;
    Replicas desired;
    Reason reason;

    friend bool operator==(const MemberDecision&, const MemberDecision&) = default;
};

/// The replicas of every member of a group, decided together.
struct Decision {
    std::vector<MemberDecision> members;  ///< in the group's order, one for each member

    [[nodiscard]] const MemberDecision* find(std::string_view member) const;
    friend bool operator==(const Decision&, const Decision&) = default;
};

std::string_view to_string(Rule rule);  ///< "Drawn": for conditions and labels
std::string_view to_string(Limit limit);
/// For people: "cpu at 83 % of the request; wished 14, held at max".
std::string to_text(const Reason& reason);

}  // namespace flotilla::model
