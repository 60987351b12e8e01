#pragma once
#include <memory>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::policy {

/// Uniform within each member's min..max. The draws are a function of the seed, the group's name, the
/// member's name and the number of decisions made: no state but `PolicyMemory`. Parameter: seed (default 1).
Result<std::unique_ptr<const HorizontalPolicy>> make_random(const model::ScalingGroup& group);

}  // namespace flotilla::policy
