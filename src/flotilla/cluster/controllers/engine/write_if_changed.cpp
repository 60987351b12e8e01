#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {

bool is_merged(const kube::Json& value, const kube::Json& patch) {
    const kube::JsonObject* fields = patch.if_object();
    if (fields == nullptr) {
        return value == patch;
    }
    const kube::JsonObject* present = value.if_object();
    if (present == nullptr) {
        return false;
    }
    for (const auto& [name, wanted] : *fields) {
        const kube::Json* field = present->if_contains(name);
        if (field == nullptr ? !wanted.is_null() : wanted.is_null() || !is_merged(*field, wanted)) {
            return false;
        }
    }
    return true;
}

void write_status_if_changed(
    Plan& plan,
    const kube::ResourceType& type,
    const kube::ObjectKey& key,
    const kube::Json& object,
    const kube::Json& status
) {
    const kube::Json* present = kube::find(object, {"status"});
    if (present == nullptr || !is_merged(*present, status)) {
        plan.changes.push_back(patch_status(type, key, status));
    }
}

}  // namespace flotilla::cluster::controllers
