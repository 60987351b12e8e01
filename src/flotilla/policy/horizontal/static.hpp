#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// Always the same. Parameters: `replicas` for every member (absent: its min), `replicas.NAME` for one of
/// them.
Result<std::unique_ptr<const HorizontalPolicy>> make_static(const model::ScalingGroup& group);

}  // namespace flotilla::policy
