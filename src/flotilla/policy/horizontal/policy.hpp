#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "flotilla/model/decision.hpp"
#include "flotilla/model/observation.hpp"
#include "flotilla/policy/forecast/memory.hpp"

/// Pure decisions: no I/O, no clock, no global state.
namespace flotilla::policy {

/// What a policy remembers from one decision to the next. A value that the caller owns: copying it is a
/// checkpoint, restoring it a replay, forking it a what-if.
struct PolicyMemory {
    std::uint64_t decisions = 0;  ///< made so far; with the seed, the state of every draw
    forecast::Memory forecast;

    friend bool operator==(const PolicyMemory&, const PolicyMemory&) = default;
};

/// What has to be measured before a policy can decide.
struct Needs {
    bool cpu = false;                                              ///< of every member
    std::set<std::string> group_metrics;                           ///< of the group as a whole
    std::set<std::pair<std::string, std::string>> member_metrics;  ///< (member, metric)

    friend bool operator==(const Needs&, const Needs&) = default;
};

/// How many replicas each member of one group should have. Made by the catalog, for one group.
class HorizontalPolicy {
public:
    HorizontalPolicy() = default;
    HorizontalPolicy(const HorizontalPolicy&) = delete;
    HorizontalPolicy& operator=(const HorizontalPolicy&) = delete;
    virtual ~HorizontalPolicy() = default;

    /// Same input, same output. Has one entry for each observed member of the group, in the group's order; a
    /// member that was not observed has none. A missing, stale or absurd measurement keeps a member as it is,
    /// and the reason says so.
    [[nodiscard]] virtual model::Decision decide(const model::Observation& seen, PolicyMemory& memory)
        const = 0;
    [[nodiscard]] virtual Needs needs() const { return {}; }
};

}  // namespace flotilla::policy
