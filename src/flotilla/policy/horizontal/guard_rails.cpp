#include "flotilla/policy/horizontal/guard_rails.hpp"

#include <utility>

namespace flotilla::policy {
namespace {

void limit_to(model::MemberDecision& wish, model::Replicas allowed, model::Limit limit) {
    if (!wish.reason.wished) {
        wish.reason.wished = wish.desired;
    }
    wish.reason.limit = limit;
    wish.desired = allowed;
}

}  // namespace

model::MemberDecision guarded(
    model::MemberDecision wish,
    const model::Bounds& bounds,
    std::optional<model::Replicas> max_change,
    model::Replicas current
) {
    if (max_change && wish.desired > current + *max_change) {
        limit_to(wish, current + *max_change, model::Limit::Change);
    }
    if (max_change && wish.desired < current - *max_change) {
        limit_to(wish, current - *max_change, model::Limit::Change);
    }
    if (wish.desired < bounds.min) {
        limit_to(wish, bounds.min, model::Limit::Min);
    }
    if (wish.desired > bounds.max) {
        limit_to(wish, bounds.max, model::Limit::Max);
    }
    return wish;
}

GuardRails::GuardRails(model::ScalingGroup group, std::unique_ptr<const HorizontalPolicy> inner)
    : group_(std::move(group)), inner_(std::move(inner)) {}

model::Decision GuardRails::decide(const model::Observation& seen, PolicyMemory& memory) const {
    model::Decision decision = inner_->decide(seen, memory);
    for (model::MemberDecision& wish : decision.members) {
        wish = guarded(
            std::move(wish), group_.find(wish.name)->bounds, group_.max_change, seen.find(wish.name)->current
        );
    }
    return decision;
}

}  // namespace flotilla::policy
