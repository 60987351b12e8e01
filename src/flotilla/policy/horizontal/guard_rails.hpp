#pragma once
#include <memory>
#include <optional>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// A wish brought within the member's largest change of one action, then within min..max.
///
/// Bounds win over the rate: a member outside its bounds is brought back in one action, as the HPA does.
model::MemberDecision guarded(
    model::MemberDecision wish,
    const model::Bounds& bounds,
    std::optional<model::Replicas> max_change,
    model::Replicas current
);

/// Every decision of `inner` within bounds and rate. The catalog hands out no policy without it.
class GuardRails final : public HorizontalPolicy {
public:
    GuardRails(model::ScalingGroup group, std::unique_ptr<const HorizontalPolicy> inner);

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory) const override;
    [[nodiscard]] Needs needs() const override { return inner_->needs(); }

private:
    model::ScalingGroup group_;
    std::unique_ptr<const HorizontalPolicy> inner_;
};

}  // namespace flotilla::policy
