#include "flotilla/cluster/apiserver/admission/protection.hpp"

#include <algorithm>

namespace flotilla::cluster {

namespace {

void add_finalizer(kube::Json& object, std::string_view name) {
    kube::Json& finalizers = kube::place(object, {"metadata", "finalizers"});
    if (!finalizers.is_array()) {
        finalizers = kube::JsonArray{};
    }
    kube::JsonArray& names = finalizers.as_array();
    if (std::find(names.begin(), names.end(), kube::Json(name)) == names.end()) {
        names.emplace_back(name);
    }
}

void taint_as_not_ready(kube::Json& node) {
    constexpr std::string_view kNotReady = "node.kubernetes.io/not-ready";
    kube::Json& taints = kube::place(node, {"spec", "taints"});
    if (!taints.is_array()) {
        taints = kube::JsonArray{};
    }
    const bool has_it = std::ranges::any_of(taints.as_array(), [&](const kube::Json& taint) {
        return kube::find_string(taint, {"key"}) == kNotReady &&
               kube::find_string(taint, {"effect"}) == std::string_view{"NoSchedule"};
    });
    if (!has_it) {
        kube::JsonObject taint;
        taint["key"] = kNotReady;
        taint["effect"] = "NoSchedule";
        taints.as_array().emplace_back(std::move(taint));
    }
}

}  // namespace

void protect_new_object(Admission& admission) {
    const Resource& resource = *admission.request.resource;
    if (resource.is("", "persistentvolumeclaims")) {
        add_finalizer(admission.object, "kubernetes.io/pvc-protection");
    } else if (resource.is("", "persistentvolumes")) {
        add_finalizer(admission.object, "kubernetes.io/pv-protection");
    } else if (resource.is("", "nodes")) {
        taint_as_not_ready(admission.object);
    }
}

}  // namespace flotilla::cluster
