#include "flotilla/cluster/apiserver/admission/protection.hpp"

#include <algorithm>

#include "flotilla/cluster/apiserver/registry/write.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kClaimProtection = "kubernetes.io/pvc-protection";
constexpr std::string_view kVolumeProtection = "kubernetes.io/pv-protection";

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

void remove_finalizer(kube::Json& object, std::string_view name) {
    kube::Json* finalizers = kube::find(object, {"metadata", "finalizers"});
    if (finalizers == nullptr || !finalizers->is_array()) {
        return;
    }
    kube::JsonArray& names = finalizers->as_array();
    names.erase(std::remove(names.begin(), names.end(), kube::Json(name)), names.end());
    if (names.empty()) {
        kube::remove(object, {"metadata", "finalizers"});
    }
}

std::vector<std::string> claims_of(const kube::Json& pod) {
    std::vector<std::string> claims;
    const kube::JsonArray* volumes = kube::find_array(pod, {"spec", "volumes"});
    for (const kube::Json& volume : volumes == nullptr ? kube::JsonArray{} : *volumes) {
        if (const auto claim = kube::find_string(volume, {"persistentVolumeClaim", "claimName"})) {
            claims.emplace_back(*claim);
        }
    }
    return claims;
}

bool is_claim_in_use(Core& core, const std::string& namespace_, std::string_view name) {
    bool used = false;
    static_cast<void>(core.store.collection("pods").visit(Range{namespace_}, [&](const ObjectPtr& object) {
        const kube::Json pod = object->parsed();
        const std::string_view phase = kube::find_string(pod, {"status", "phase"}).value_or("");
        const std::vector<std::string> claims = claims_of(pod);
        used = phase != "Succeeded" && phase != "Failed" &&
               std::find(claims.begin(), claims.end(), name) != claims.end();
        return !used;
    }));
    return used;
}

}  // namespace

void release_unused(Core& core, const Resource& resource, kube::Json& object) {
    if (resource.is("", "persistentvolumeclaims")) {
        const std::string namespace_{kube::find_string(object, {"metadata", "namespace"}).value_or("")};
        const std::string name{kube::find_string(object, {"metadata", "name"}).value_or("")};
        if (!is_claim_in_use(core, namespace_, name)) {
            remove_finalizer(object, kClaimProtection);
        }
    } else if (resource.is("", "persistentvolumes") &&
               kube::find_string(object, {"status", "phase"}) != std::string_view{"Bound"}) {
        remove_finalizer(object, kVolumeProtection);
    }
}

void release_claims_of(Core& core, const kube::EncodedObject& pod) {
    if (pod.json().find("persistentVolumeClaim") == std::string_view::npos) {
        return;
    }
    const ResourcePtr resource = core.catalog.find("", "v1", "persistentvolumeclaims");
    for (const std::string& name : claims_of(pod.parsed())) {
        const ObjectPtr stored = resource->collection->find(pod.namespace_(), name);
        if (!stored || !stored->is_deleting() || is_claim_in_use(core, std::string{pod.namespace_()}, name)) {
            continue;
        }
        kube::Json claim = stored->parsed();
        remove_finalizer(claim, kClaimProtection);
        const bool is_free = kube::find(claim, {"metadata", "finalizers"}) == nullptr;
        // It was just read, and what is wrong with its storage the next writer is told.
        static_cast<void>(
            is_free ? take_away(core, *resource, std::move(claim), stored)
                    : put(core, *resource, std::move(claim), stored)
        );
    }
}

void protect_new_object(Admission& admission) {
    const Resource& resource = *admission.request.resource;
    if (resource.is("", "persistentvolumeclaims")) {
        add_finalizer(admission.object, kClaimProtection);
    } else if (resource.is("", "persistentvolumes")) {
        add_finalizer(admission.object, kVolumeProtection);
    } else if (resource.is("", "nodes")) {
        taint_as_not_ready(admission.object);
    }
}

}  // namespace flotilla::cluster
