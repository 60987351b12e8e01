#include "flotilla/cluster/controllers/engine/pod_from_template.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/ownership.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr std::size_t kLongestPrefix = 58;  // a name has 63 characters, and the server adds five

}  // namespace

kube::Json pod_from_template(
    const kube::Json& pod_template,
    const kube::ResourceType& owner_type,
    const ObjectView& owner,
    std::string name
) {
    kube::JsonObject metadata{
        {"namespace", owner.key.namespace_},
        {"ownerReferences", kube::JsonArray{owner_reference(owner_type, owner)}}
    };
    if (name.empty()) {
        metadata["generateName"] =
            owner.key.name.substr(0, std::min(owner.key.name.size(), kLongestPrefix - 1)) + "-";
    } else {
        metadata["name"] = std::move(name);
    }
    for (const std::string_view field : {"labels", "annotations", "finalizers"}) {
        if (const kube::Json* value = kube::find(pod_template, {"metadata", field});
            value != nullptr && !value->is_null()) {
            metadata[field] = *value;
        }
    }
    const kube::Json* spec = kube::find(pod_template, {"spec"});
    return kube::JsonObject{
        {"apiVersion", "v1"},
        {"kind", "Pod"},
        {"metadata", std::move(metadata)},
        {"spec", spec != nullptr ? *spec : kube::Json(kube::JsonObject{})},
    };
}

}  // namespace flotilla::cluster::controllers
