#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "flotilla/model/scaling_group.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

/// The one list of policies by name; the operator, the command line, property tests and docs read it.
namespace flotilla::policy {

struct HorizontalEntry {
    std::string_view name;
    std::string_view summary;
    Result<std::unique_ptr<const HorizontalPolicy>> (*make)(const model::ScalingGroup& group);
};

std::span<const HorizontalEntry> horizontal_catalog();

/// The policy that the group names, within guard rails.
/// InvalidArgument: no such policy (the message lists those there are), or a bad parameter.
Result<std::unique_ptr<const HorizontalPolicy>> make_horizontal(const model::ScalingGroup& group);

}  // namespace flotilla::policy
