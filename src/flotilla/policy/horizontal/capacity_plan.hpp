#pragma once
#include <map>
#include <memory>
#include <string>

#include "flotilla/base/parameters.hpp"
#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// What one request at the entry costs a member, and what one of its pods can give.
struct MemberCapacity {
    double cost =
        1;  ///< millicores at one entry request a second = visits × CPU milliseconds of a visit; above 0
    double usable = 1;  ///< millicores of one pod that may be planned with; above 0

    friend bool operator==(const MemberCapacity&, const MemberCapacity&) = default;
};

/// What planning from the entry rate needs to know.
struct CapacityPlan {
    std::string metric;  ///< of the group: entry requests a second
    std::map<std::string, MemberCapacity> members;
    Duration hold{};  ///< a member shrinks only to what was enough for all of this time
    Duration max_age{};
};

/// Reads `metric` ("rps"), `cpu` and `pod` (millicores, for all members) or `cpu.NAME` and `pod.NAME` (for
/// one), `utilization` (0.6), `hold` (2m), `max-age` (2m). InvalidArgument names what is missing.
Result<CapacityPlan> read_capacity_plan(Parameters& parameters, const model::ScalingGroup& group);

/// Replicas of every member from one forecast of the entry rate: ceil(rate × cost ÷ usable), where rate is
/// the largest that was planned for within `hold`. Who makes the forecast is the subclass.
class RatePlanned : public HorizontalPolicy {
public:
    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory) const final;
    [[nodiscard]] Needs needs() const final;

protected:
    RatePlanned(model::ScalingGroup group, CapacityPlan plan)
        : group_(std::move(group)), plan_(std::move(plan)) {}

    /// The entry rate to be ready for, 1/s.
    /// @param rate as it was measured at `at`; finite and not negative
    [[nodiscard]] virtual double expected(Duration at, double rate, forecast::Memory& memory) const = 0;

private:
    model::ScalingGroup group_;
    CapacityPlan plan_;
};

}  // namespace flotilla::policy
