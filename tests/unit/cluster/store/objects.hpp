#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "flotilla/cluster/store/store.hpp"

namespace flotilla::cluster {

/// A ConfigMap of this revision, as the API server would store it.
inline ObjectPtr map_at(
    Revision revision, std::string_view namespace_, std::string_view name, std::string_view value = ""
) {
    const std::string json = fmt::format(
        R"({{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{}","namespace":"{}","resourceVersion":"{}"}},"data":{{"v":"{}"}}}})",
        name,
        namespace_,
        revision,
        value
    );
    return kube::EncodedObject::parse(json).value();
}

}  // namespace flotilla::cluster
