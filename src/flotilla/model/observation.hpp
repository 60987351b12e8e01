#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/units.hpp"

namespace flotilla::model {

/// One measured value. What was not measured is absent, never 0.
struct MetricSample {
    double value = 0;
    Duration age{0};  ///< since it was measured, at the time of the observation

    friend bool operator==(const MetricSample&, const MetricSample&) = default;
};

/// CPU over the ready pods of a member.
struct CpuUsage {
    Millicores usage;
    Millicores request;  ///< sum over the same pods
    Duration age{0};

    friend bool operator==(const CpuUsage&, const CpuUsage&) = default;
};

/// What an HPA object says of its target, for those who only want to know.
struct Recommendation {
    Replicas desired;
    Duration age{0};

    friend bool operator==(const Recommendation&, const Recommendation&) = default;
};

/// One member as it was seen.
struct MemberObservation {
    std::string name;
    Replicas current;                 ///< what the spec says
    Replicas ready;                   ///< what serves
    std::optional<Replicas> desired;  ///< what the last decision asked for
    std::optional<CpuUsage> cpu;
    std::optional<Recommendation> hpa;
    std::map<std::string, MetricSample> metrics;

    friend bool operator==(const MemberObservation&, const MemberObservation&) = default;
};

/// Everything that a policy may know about a group.
struct Observation {
    std::vector<MemberObservation> members;       ///< in the group's order
    std::map<std::string, MetricSample> metrics;  ///< of the group as a whole
    Duration at{0
    };  ///< when, on a time line whose origin means nothing and that goes on from one to the next

    /// The member of that name, or nullptr.
    [[nodiscard]] const MemberObservation* find(std::string_view member) const {
        for (const MemberObservation& candidate : members) {
            if (candidate.name == member) {
                return &candidate;
            }
        }
        return nullptr;
    }
    friend bool operator==(const Observation&, const Observation&) = default;
};

}  // namespace flotilla::model
