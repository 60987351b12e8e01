#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// One metric leads, members follow by weight: replicas = ceil(metric ÷ target × weight).
///
/// Rounded up for each member by itself, so that no member has less than its share; a member whose exact
/// share lies within `tolerance` of what it has is kept. One metric means that all members move or all are
/// kept when it is missing.
///
/// Parameters: `metric` (required; `cpu` is the leader's usage in millicores), `target` (required: the
/// metric's value that one replica of weight 1 serves), `leader` (the member that the metric is measured at;
/// absent: a metric of the whole group), `tolerance` (0.1), `max-age` (2m: an older sample is stale).
Result<std::unique_ptr<const HorizontalPolicy>> make_proportional(const model::ScalingGroup& group);

}  // namespace flotilla::policy
