#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/cluster/apiserver/registry/resource.hpp"

namespace flotilla::cluster {

/// Where a field that a selector names lies in the stored object.
struct SelectableField {
    std::string path;
    std::string absent{};  ///< what the selector sees when it is not there
};

/// Absent when the resource cannot be selected by that field.
std::optional<SelectableField> selectable_field(const Resource& resource, std::string_view field);

}  // namespace flotilla::cluster
