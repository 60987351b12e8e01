#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/dynamic_object.hpp"

/// status.conditions, by the conventions of the API.
namespace flotilla::kube {

/// Puts `wanted` among the conditions, by type. The transition time is that of the last change of `status`:
/// `now` when it changes, the old one otherwise. Whether anything has changed at all: if not, there is
/// nothing to write.
bool set_condition(std::vector<Condition>& conditions, Condition wanted, WallTime now);

/// The condition of that type; null when there is none.
const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type);
/// Whether it is there and "True".
bool is_condition_true(const std::vector<Condition>& conditions, std::string_view type);

}  // namespace flotilla::kube
