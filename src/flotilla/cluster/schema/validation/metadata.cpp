#include <array>
#include <set>

#include <fmt/format.h>

#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

constexpr std::size_t kMostAnnotationBytes = 256UL * 1024;

using NameCheck = kube::Complaints (*)(std::string_view);

NameCheck name_check(const GroupVersionKind& kind) {
    if (kind.group == "rbac.authorization.k8s.io") {
        return kube::check_path_segment;
    }
    if (kind.kind == "Namespace" || kind.kind == "StatefulSet") {
        return kube::check_dns1123_label;
    }
    return kind.group.empty() && kind.kind == "Service" ? kube::check_dns1035_label
                                                        : kube::check_dns1123_subdomain;
}

void check_name(const KindFacts& facts, const kube::Json& object, Causes& causes) {
    const auto name = kube::find_string(object, {"metadata", "name"});
    if (!name || name->empty()) {
        required(causes, "metadata.name", "name or generateName is required");
        return;
    }
    for (const std::string& complaint : name_check(facts.kind)(*name)) {
        invalid(causes, "metadata.name", kube::Json(*name), complaint);
    }
    constexpr std::size_t kMostCronJobName = 52;
    if (facts.kind.kind == "CronJob" && name->size() > kMostCronJobName) {
        invalid(causes, "metadata.name", kube::Json(*name), "must be no more than 52 characters");
    }
}

void check_namespace(const KindFacts& facts, const kube::Json& object, Causes& causes) {
    const std::string_view name = kube::find_string(object, {"metadata", "namespace"}).value_or("");
    if (!facts.namespaced) {
        if (!name.empty()) {
            forbidden(causes, "metadata.namespace", "not allowed on this type");
        }
        return;
    }
    if (name.empty()) {
        required(causes, "metadata.namespace");
        return;
    }
    for (const std::string& complaint : kube::check_dns1123_label(name)) {
        invalid(causes, "metadata.namespace", kube::Json(name), complaint);
    }
}

/// Built-in kinds want finalizers with a domain, custom ones and their definitions take any qualified name.
void check_finalizers(const kube::Json& object, bool needs_domain, Causes& causes) {
    const json::array* finalizers = kube::find_array(object, {"metadata", "finalizers"});
    if (finalizers == nullptr) {
        return;
    }
    bool orphan = false;
    bool foreground = false;
    for (std::size_t i = 0; i < finalizers->size(); ++i) {
        const kube::Json& finalizer = (*finalizers)[i];
        const std::string_view name = finalizer.is_string() ? kube::text_of(finalizer.get_string()) : "";
        const bool standard = name == "orphan" || name == "foregroundDeletion" || name == "kubernetes";
        if (needs_domain && !standard && name.find('/') == std::string_view::npos) {
            invalid(
                causes,
                indexed("metadata.finalizers", i),
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"
            );
        }
        for (const std::string& complaint : kube::check_qualified_name(name)) {
            invalid(causes, "metadata.finalizers", finalizer, complaint);
        }
        orphan = orphan || name == "orphan";
        foreground = foreground || name == "foregroundDeletion";
    }
    if (orphan && foreground) {
        invalid(
            causes,
            "metadata.finalizers",
            *finalizers,
            "finalizer orphan and foregroundDeletion cannot be both set"
        );
    }
}

void check_owners(const kube::Json& object, Causes& causes) {
    const json::array* owners = kube::find_array(object, {"metadata", "ownerReferences"});
    if (owners == nullptr) {
        return;
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNeeded{{
        {"apiVersion", "version must not be empty"},
        {"kind", "must not be empty"},
        {"name", "must not be empty"},
        {"uid", "must not be empty"},
    }};
    std::vector<std::string> controllers;
    for (const kube::Json& owner : *owners) {
        for (const auto& [field, complaint] : kNeeded) {
            if (kube::find_string(owner, {field}).value_or("").empty()) {
                invalid(causes, join("metadata.ownerReferences", field), "", complaint);
            }
        }
        if (kube::find_bool(owner, {"controller"}).value_or(false)) {
            controllers.push_back(fmt::format(
                "{}/{}",
                kube::find_string(owner, {"kind"}).value_or(""),
                kube::find_string(owner, {"name"}).value_or("")
            ));
        }
    }
    if (controllers.size() > 1) {
        invalid(
            causes,
            "metadata.ownerReferences",
            *owners,
            fmt::format(
                "Only one reference can have Controller set to true. Found \"true\" in references for {} and "
                "{}",
                controllers[0],
                controllers[1]
            )
        );
    }
}

}  // namespace

void check_labels(const kube::Json* labels, const std::string& path, Causes& causes) {
    if (labels == nullptr || !labels->is_object()) {
        return;
    }
    for (const auto& [key, value] : labels->get_object()) {
        for (const std::string& complaint : kube::check_qualified_name(std::string_view{key})) {
            invalid(causes, path, kube::Json(key), complaint);
        }
        const std::string_view text = value.is_string() ? kube::text_of(value.get_string()) : "";
        for (const std::string& complaint : kube::check_label_value(text)) {
            invalid(causes, path, value, complaint);
        }
    }
}

void check_annotations(const kube::Json* annotations, const std::string& path, Causes& causes) {
    if (annotations == nullptr || !annotations->is_object()) {
        return;
    }
    std::size_t bytes = 0;
    for (const auto& [key, value] : annotations->get_object()) {
        std::string lower{std::string_view{key}};
        for (char& c : lower) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        for (const std::string& complaint : kube::check_qualified_name(lower)) {
            invalid(causes, path, kube::Json(key), complaint);
        }
        bytes += key.size() + (value.is_string() ? value.get_string().size() : 0);
    }
    if (bytes > kMostAnnotationBytes) {
        too_long(causes, path, kMostAnnotationBytes);
    }
}

void check_metadata(const KindFacts& facts, const kube::Json& object, Causes& causes) {
    check_name(facts, object, causes);
    check_namespace(facts, object, causes);
    check_labels(kube::find(object, {"metadata", "labels"}), "metadata.labels", causes);
    check_annotations(kube::find(object, {"metadata", "annotations"}), "metadata.annotations", causes);
    check_finalizers(object, facts.built_in && facts.kind.group != "apiextensions.k8s.io", causes);
    check_owners(object, causes);
}

void check_metadata_update(const kube::Json& object, const kube::Json& old, Causes& causes) {
    constexpr std::array<std::string_view, 5> kFixed{
        "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"
    };
    for (const std::string_view field : kFixed) {
        const kube::Json* now = kube::find(object, {"metadata", field});
        const kube::Json* before = kube::find(old, {"metadata", field});
        const bool same = now == nullptr ? before == nullptr : before != nullptr && *now == *before;
        if (!same) {
            invalid(causes, join("metadata", field), now == nullptr ? kube::Json{} : *now, kImmutable);
        }
    }
    const kube::Json* finalizers = kube::find(object, {"metadata", "finalizers"});
    if (kube::find(old, {"metadata", "deletionTimestamp"}) == nullptr || finalizers == nullptr ||
        !finalizers->is_array()) {
        return;
    }
    const json::array* before = kube::find_array(old, {"metadata", "finalizers"});
    for (const kube::Json& finalizer : finalizers->get_array()) {
        if (before == nullptr || std::find(before->begin(), before->end(), finalizer) == before->end()) {
            forbidden(
                causes,
                "metadata.finalizers",
                fmt::format(
                    "no new finalizers can be added if the object is being deleted, found new finalizers "
                    "[]string{{{}}}",
                    kube::to_json(finalizer)
                )
            );
        }
    }
}

}  // namespace flotilla::cluster::validation
