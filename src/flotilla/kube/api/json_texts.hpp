#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/json.hpp"

/// Texts within JSON, for fields where the API takes an absent and an empty one for the same.
namespace flotilla::kube {

/// The text at a path, or "" when there is none.
std::string text_at(const Json& root, std::initializer_list<std::string_view> path);
/// The texts of the list at a path, "" for what is none; empty when there is no list.
std::vector<std::string> texts_at(const Json& root, std::initializer_list<std::string_view> path);

}  // namespace flotilla::kube
