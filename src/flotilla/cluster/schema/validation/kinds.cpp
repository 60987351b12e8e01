#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

constexpr std::size_t kMostData = 1024UL * 1024;

bool is_config_key(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

/// The keys of a ConfigMap's or a Secret's part; how many bytes its values have.
std::size_t check_data(const kube::Json& object, std::string_view part, bool encoded, Causes& causes) {
    const json::object* data = kube::find_object(object, {part});
    std::size_t bytes = 0;
    if (data == nullptr) {
        return bytes;
    }
    for (const auto& [key, value] : *data) {
        const std::string_view name = key;
        constexpr std::size_t kMostKey = 253;
        if (name.size() > kMostKey) {
            invalid(causes, keyed(part, name), kube::Json(name), "must be no more than 253 characters");
        }
        if (name == "." || name == "..") {
            invalid(causes, keyed(part, name), kube::Json(name), fmt::format("must not be '{}'", name));
        } else if (!is_config_key(name)) {
            invalid(
                causes,
                keyed(part, name),
                kube::Json(name),
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
                "'key.name',  or "
                "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
            );
        }
        if (value.is_string()) {
            const std::string_view text = kube::text_of(value.get_string());
            bytes += encoded ? base64_decoded_size(text) : text.size();
        }
    }
    return bytes;
}

void require_keys(const kube::Json& secret, std::initializer_list<std::string_view> keys, Causes& causes) {
    for (const std::string_view key : keys) {
        if (kube::find(secret, {"data", key}) == nullptr) {
            required(causes, keyed("data", key));
        }
    }
}

void check_rules(const kube::Json& role, bool namespaced, Causes& causes) {
    const json::array* rules = kube::find_array(role, {"rules"});
    for (std::size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
        const kube::Json& rule = (*rules)[i];
        const std::string path = indexed("rules", i);
        const auto is_empty = [&rule](std::string_view field) {
            const json::array* list = kube::find_array(rule, {field});
            return list == nullptr || list->empty();
        };
        if (!is_empty("nonResourceURLs")) {
            if (namespaced) {
                invalid(
                    causes,
                    join(path, "nonResourceURLs"),
                    *kube::find(rule, {"nonResourceURLs"}),
                    "namespaced rules cannot apply to non-resource URLs"
                );
            }
            if (!is_empty("apiGroups") || !is_empty("resources") || !is_empty("resourceNames")) {
                invalid(
                    causes,
                    join(path, "nonResourceURLs"),
                    *kube::find(rule, {"nonResourceURLs"}),
                    "rules cannot apply to both regular resources and non-resource URLs"
                );
            }
            continue;
        }
        if (is_empty("apiGroups")) {
            required(causes, join(path, "apiGroups"), "resource rules must supply at least one api group");
        }
        if (is_empty("resources")) {
            required(causes, join(path, "resources"), "resource rules must supply at least one resource");
        }
    }
}

}  // namespace

void check_config_map(const kube::Json& object, Causes& causes) {
    const std::size_t bytes =
        check_data(object, "data", false, causes) + check_data(object, "binaryData", true, causes);
    const json::object* binary = kube::find_object(object, {"binaryData"});
    if (const json::object* data = kube::find_object(object, {"data"});
        data != nullptr && binary != nullptr) {
        for (const auto& [key, value] : *data) {
            if (binary->contains(key)) {
                invalid(
                    causes, keyed("data", key), kube::Json(key), "duplicate of key present in binaryData"
                );
            }
        }
    }
    if (bytes > kMostData) {
        too_long(causes, "", kMostData);
    }
}

void check_secret(const kube::Json& object, Causes& causes) {
    if (check_data(object, "data", true, causes) > kMostData) {
        too_long(causes, "data", kMostData);
    }
    const std::string_view type = kube::find_string(object, {"type"}).value_or("");
    if (type == "kubernetes.io/tls") {
        require_keys(object, {"tls.crt", "tls.key"}, causes);
    } else if (type == "kubernetes.io/dockerconfigjson") {
        require_keys(object, {".dockerconfigjson"}, causes);
    } else if (type == "kubernetes.io/dockercfg") {
        require_keys(object, {".dockercfg"}, causes);
    } else if (type == "kubernetes.io/ssh-auth") {
        require_keys(object, {"ssh-privatekey"}, causes);
    } else if (type == "kubernetes.io/basic-auth") {
        if (kube::find(object, {"data", "username"}) == nullptr &&
            kube::find(object, {"data", "password"}) == nullptr) {
            require_keys(object, {"username", "password"}, causes);
        }
    } else if (type == "kubernetes.io/service-account-token") {
        if (kube::find_string(object, {"metadata", "annotations", "kubernetes.io/service-account.name"})
                .value_or("")
                .empty()) {
            required(causes, "metadata.annotations[kubernetes.io/service-account.name]");
        }
    }
}

void check_service(const kube::Json& object, Causes& causes) {
    const std::string_view type = kube::find_string(object, {"spec", "type"}).value_or("");
    const bool headless = kube::find_string(object, {"spec", "clusterIP"}).value_or("") == "None";
    const json::array* ports = kube::find_array(object, {"spec", "ports"});
    if (type == "ExternalName") {
        const std::string_view external = kube::find_string(object, {"spec", "externalName"}).value_or("");
        if (external.empty()) {
            required(causes, "spec.externalName");
        } else {
            for (const std::string& complaint : kube::check_dns1123_subdomain(external)) {
                invalid(causes, "spec.externalName", kube::Json(external), complaint);
            }
        }
    } else if (!headless && (ports == nullptr || ports->empty())) {
        required(causes, "spec.ports");
    }
    if (headless && (type == "NodePort" || type == "LoadBalancer")) {
        invalid(
            causes,
            "spec.clusterIPs[0]",
            "None",
            fmt::format("may not be set to 'None' for {} services", type)
        );
    }
    std::unordered_set<std::string> seen;
    std::unordered_set<std::string_view> names;
    for (std::size_t i = 0; ports != nullptr && i < ports->size(); ++i) {
        const kube::Json& port = (*ports)[i];
        const std::string path = indexed("spec.ports", i);
        const std::string_view name = kube::find_string(port, {"name"}).value_or("");
        if (ports->size() > 1 && name.empty()) {
            required(causes, join(path, "name"));
        } else if (!name.empty() && !names.insert(name).second) {
            duplicate(causes, join(path, "name"), kube::Json(name));
        }
        const std::string_view protocol = kube::find_string(port, {"protocol"}).value_or("");
        const std::int64_t number = kube::find_int(port, {"port"}).value_or(0);
        if (!seen.insert(fmt::format("{}/{}", number, protocol)).second) {
            duplicate(causes, path, json::object{{"port", number}, {"protocol", protocol}});
        }
    }
    check_labels(kube::find(object, {"spec", "selector"}), "spec.selector", causes);
}

void check_disruption_budget(const kube::Json& object, Causes& causes) {
    const kube::Json* available = kube::find(object, {"spec", "minAvailable"});
    const kube::Json* unavailable = kube::find(object, {"spec", "maxUnavailable"});
    if (available != nullptr && unavailable != nullptr) {
        invalid(
            causes,
            "spec",
            *kube::find(object, {"spec"}),
            "minAvailable and maxUnavailable cannot be both set"
        );
    }
    for (const auto& [value, field] :
         {std::pair{available, "spec.minAvailable"}, std::pair{unavailable, "spec.maxUnavailable"}}) {
        if (value != nullptr) {
            check_count_or_percent(*value, field, causes);
            check_at_most_all(*value, field, causes);
        }
    }
    if (const kube::Json* selector = kube::find(object, {"spec", "selector"})) {
        check_selector(*selector, "spec.selector", causes);
    }
}

void check_role(const kube::Json& object, bool namespaced, Causes& causes) {
    check_rules(object, namespaced, causes);
}

void check_role_binding(const kube::Json& object, bool namespaced, Causes& causes) {
    const kube::Json* kind = kube::find(object, {"roleRef", "kind"});
    if (!namespaced && kind != nullptr && *kind == "Role") {
        not_supported(causes, "roleRef.kind", *kind, {"ClusterRole"});
    }
    const json::array* subjects = kube::find_array(object, {"subjects"});
    for (std::size_t i = 0; subjects != nullptr && i < subjects->size(); ++i) {
        const kube::Json& subject = (*subjects)[i];
        const std::string path = indexed("subjects", i);
        const std::string_view subject_kind = kube::find_string(subject, {"kind"}).value_or("");
        const bool account = subject_kind == "ServiceAccount";
        if (!account && subject_kind != "User" && subject_kind != "Group") {
            continue;  // the table has complained
        }
        if (account && kube::find_string(subject, {"namespace"}).value_or("").empty()) {
            required(causes, join(path, "namespace"));
        }
        const std::string_view group = kube::find_string(subject, {"apiGroup"}).value_or("");
        const std::string_view wanted = account ? "" : "rbac.authorization.k8s.io";
        if (group != wanted) {
            not_supported(causes, join(path, "apiGroup"), kube::Json(group), {std::string{wanted}});
        }
    }
}

void check_volume_claim(const kube::Json& object, Causes& causes) {
    const kube::Json* storage = kube::find(object, {"spec", "resources", "requests", "storage"});
    if (storage == nullptr) {
        required(causes, "spec.resources[storage]");
    } else if (storage->is_string()) {
        const auto amount = kube::Quantity::parse(kube::text_of(storage->get_string()));
        if (amount && *amount <= kube::Quantity{}) {
            invalid(causes, "spec.resources[storage]", *storage, "must be greater than zero");
        }
    }
    if (const kube::Json* selector = kube::find(object, {"spec", "selector"})) {
        check_selector(*selector, "spec.selector", causes);
    }
}

void check_kind(const KindFacts& facts, const kube::Json& object, Causes& causes) {
    const std::string& group = facts.kind.group;
    const std::string& kind = facts.kind.kind;
    if (group == "apps" || group == "batch") {
        if (kind != "ControllerRevision") {
            check_workload(kind, object, causes);
        }
    } else if (group == "rbac.authorization.k8s.io") {
        kind.ends_with("Binding") ? check_role_binding(object, facts.namespaced, causes)
                                  : check_role(object, facts.namespaced, causes);
    } else if (kind == "HorizontalPodAutoscaler") {
        check_autoscaler(object, causes);
    } else if (kind == "PriorityClass") {
        check_priority_class(object, causes);
    } else if (kind == "Ingress") {
        check_ingress(object, causes);
    } else if (kind == "PodDisruptionBudget") {
        check_disruption_budget(object, causes);
    } else if (!group.empty()) {
        return;
    } else if (kind == "Pod") {
        if (const kube::Json* spec = kube::find(object, {"spec"})) {
            check_pod_spec(*spec, "spec", causes);
        }
    } else if (kind == "Service") {
        check_service(object, causes);
    } else if (kind == "ConfigMap") {
        check_config_map(object, causes);
    } else if (kind == "Secret") {
        check_secret(object, causes);
    } else if (kind == "ResourceQuota") {
        check_quota(object, causes);
    } else if (kind == "PersistentVolumeClaim") {
        check_volume_claim(object, causes);
    }
}

}  // namespace flotilla::cluster::validation
