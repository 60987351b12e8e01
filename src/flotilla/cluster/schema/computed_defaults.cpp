#include <algorithm>
#include <cctype>
#include <string>

#include "flotilla/cluster/schema/defaulting.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

json::object* object_at(json::object& parent, std::string_view field) {
    kube::Json* value = parent.if_contains(field);
    return value == nullptr ? nullptr : value->if_object();
}

template <class Visit>
void for_each_object(json::object& parent, std::string_view field, Visit visit) {
    kube::Json* value = parent.if_contains(field);
    json::array* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr) {
        return;
    }
    for (kube::Json& element : *list) {
        if (json::object* object = element.if_object()) {
            visit(*object);
        }
    }
}

std::string_view text_at(const json::object& object, std::string_view field) {
    const kube::Json* value = object.if_contains(field);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : kube::text_of(*text);
}

/// Always for `:latest` and images without a tag or digest, IfNotPresent for the others.
std::string_view pull_policy(std::string_view image) {
    const std::size_t name = image.rfind('/') == std::string_view::npos ? 0 : image.rfind('/') + 1;
    const std::string_view last = image.substr(name);
    if (last.find('@') != std::string_view::npos) {
        return "IfNotPresent";
    }
    const std::size_t colon = last.rfind(':');
    return colon == std::string_view::npos || last.substr(colon + 1) == "latest" ? "Always" : "IfNotPresent";
}

void default_container(json::object& container, bool host_network) {
    if (text_at(container, "imagePullPolicy").empty()) {
        container["imagePullPolicy"] = pull_policy(text_at(container, "image"));
    }
    if (!host_network) {
        return;
    }
    for_each_object(container, "ports", [](json::object& port) {
        const kube::Json* container_port = port.if_contains("containerPort");
        if (container_port != nullptr && !port.contains("hostPort")) {
            const kube::Json copied = *container_port;
            port["hostPort"] = copied;
        }
    });
}

void default_pod_spec(json::object& spec) {
    const kube::Json* host_network = spec.if_contains("hostNetwork");
    const bool on_host = host_network != nullptr && host_network->is_bool() && host_network->get_bool();
    for (const std::string_view list : {"initContainers", "containers", "ephemeralContainers"}) {
        for_each_object(spec, list, [on_host](json::object& container) {
            default_container(container, on_host);
        });
    }
    // The old name of the field is still answered with.
    const std::string account{
        text_at(spec, "serviceAccountName").empty() ? text_at(spec, "serviceAccount")
                                                    : text_at(spec, "serviceAccountName")
    };
    if (!account.empty()) {
        spec["serviceAccountName"] = account;
        spec["serviceAccount"] = account;
    }
    const kube::Json* grace = spec.if_contains("terminationGracePeriodSeconds");
    if (grace != nullptr && grace->is_int64() && grace->get_int64() < 0) {
        spec["terminationGracePeriodSeconds"] = 1;  // what a negative one means since Kubernetes 1.22
    }
    for_each_object(spec, "volumes", [](json::object& volume) {
        if (volume.size() == 1 && volume.contains("name")) {
            volume["emptyDir"] = json::object{};
        }
    });
}

/// A limit without a request is the request; of pods, not of templates.
void default_requests(json::object& spec) {
    for (const std::string_view list : {"initContainers", "containers"}) {
        for_each_object(spec, list, [](json::object& container) {
            json::object* resources = object_at(container, "resources");
            const json::object* limits = resources == nullptr ? nullptr : object_at(*resources, "limits");
            if (limits == nullptr || limits->empty()) {
                return;
            }
            json::object requests;
            if (const json::object* present = object_at(*resources, "requests")) {
                requests = *present;
            }
            for (const auto& [resource, limit] : *limits) {
                if (!requests.contains(resource)) {
                    requests.emplace(resource, limit);
                }
            }
            (*resources)["requests"] = std::move(requests);
        });
    }
}

json::object* template_spec(json::object& holder) {
    json::object* pod_template = object_at(holder, "template");
    return pod_template == nullptr ? nullptr : object_at(*pod_template, "spec");
}

void default_custom_names(json::object& spec) {
    json::object* names = object_at(spec, "names");
    if (names == nullptr) {
        return;
    }
    const std::string kind{text_at(*names, "kind")};
    if (text_at(*names, "singular").empty()) {
        std::string singular = kind;
        std::ranges::transform(singular, singular.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        (*names)["singular"] = singular;
    }
    if (text_at(*names, "listKind").empty() && !kind.empty()) {
        (*names)["listKind"] = kind + "List";
    }
}

void default_network_policy(json::object& spec) {
    const kube::Json* types = spec.if_contains("policyTypes");
    if (types != nullptr && types->is_array() && !types->get_array().empty()) {
        return;
    }
    json::array computed{"Ingress"};
    const kube::Json* egress = spec.if_contains("egress");
    if (egress != nullptr && egress->is_array() && !egress->get_array().empty()) {
        computed.emplace_back("Egress");
    }
    spec["policyTypes"] = std::move(computed);
}

/// A replication controller without a selector selects what its template makes.
void default_replication_controller(json::object& root, json::object& spec) {
    json::object* pod_template = object_at(spec, "template");
    json::object* metadata = pod_template == nullptr ? nullptr : object_at(*pod_template, "metadata");
    const json::object* labels = metadata == nullptr ? nullptr : object_at(*metadata, "labels");
    if (labels == nullptr || labels->empty()) {
        return;
    }
    const json::object copied = *labels;
    const json::object* selector = object_at(spec, "selector");
    if (selector == nullptr || selector->empty()) {
        spec["selector"] = copied;
    }
    kube::Json& own = root["metadata"];
    if (own.is_null()) {
        own = json::object{};
    }
    if (own.is_object()) {
        const json::object* present = object_at(own.get_object(), "labels");
        if (present == nullptr || present->empty()) {
            own.get_object()["labels"] = copied;
        }
    }
}

/// How far apart requests and limits of containers may be says what they are when they are left out.
void default_limit_range(json::object& spec) {
    for_each_object(spec, "limits", [](json::object& item) {
        if (text_at(item, "type") != "Container") {
            return;
        }
        const auto fill = [&item](std::string_view to, std::string_view from) {
            const json::object* source = object_at(item, from);
            if (source == nullptr || source->empty()) {
                return;
            }
            const json::object copied = *source;
            kube::Json& target = item[to];
            if (!target.is_object()) {
                target = json::object{};
            }
            for (const auto& [resource, amount] : copied) {
                if (!target.get_object().contains(resource)) {
                    target.get_object()[resource] = amount;
                }
            }
        };
        fill("default", "max");
        fill("defaultRequest", "default");
        fill("defaultRequest", "min");
    });
}

/// Behaviour that says something of one direction says it of both.
void default_behavior(json::object& spec) {
    if (json::object* behavior = object_at(spec, "behavior")) {
        for (const std::string_view direction : {"scaleUp", "scaleDown"}) {
            if (object_at(*behavior, direction) == nullptr) {
                (*behavior)[direction] = json::object{};
            }
        }
    }
}

void default_template_generation(kube::Json& daemon_set) {
    constexpr std::string_view kGeneration = "deprecated.daemonset.template.generation";
    if (kube::find(daemon_set, {"metadata", "annotations", kGeneration}) == nullptr) {
        kube::place(daemon_set, {"metadata", "annotations", kGeneration}) = "1";
    }
}

void default_service(json::object& spec) {
    const kube::Json* external = spec.if_contains("externalIPs");
    const bool is_external = external != nullptr && external->is_array() && !external->get_array().empty();
    if (is_external && text_at(spec, "externalTrafficPolicy").empty()) {
        spec["externalTrafficPolicy"] = "Cluster";
    }
}

void default_claim_templates(json::object& spec) {
    for_each_object(spec, "volumeClaimTemplates", [](json::object& claim) {
        claim["apiVersion"] = "v1";
        claim["kind"] = "PersistentVolumeClaim";
    });
}

void default_namespace(kube::Json& object) {
    const auto name = kube::find_string(object, {"metadata", "name"});
    if (name && !name->empty()) {
        kube::place(object, {"metadata", "labels", "kubernetes.io/metadata.name"}) = std::string{*name};
    }
}

}  // namespace

void apply_structure_defaults(std::string_view kind, kube::Json& object) {
    if (kind != "HorizontalPodAutoscaler") {
        return;
    }
    json::object* root = object.if_object();
    if (json::object* spec = root == nullptr ? nullptr : object_at(*root, "spec")) {
        default_behavior(*spec);
    }
}

void apply_computed_defaults(std::string_view group, std::string_view kind, kube::Json& object) {
    if (group.empty() && kind == "Namespace") {
        default_namespace(object);
        return;
    }
    json::object* root = object.if_object();
    if (root != nullptr && kind == "PodTemplate") {
        if (json::object* pod = template_spec(*root)) {
            default_pod_spec(*pod);
        }
        return;
    }
    json::object* spec = root == nullptr ? nullptr : object_at(*root, "spec");
    if (spec == nullptr) {
        return;
    }
    if (kind == "DaemonSet") {
        default_template_generation(object);
        spec = object_at(*root, "spec");
    } else if (kind == "ReplicationController") {
        default_replication_controller(*root, *spec);
        spec = object_at(*root, "spec");
    }
    if (group.empty() && kind == "Pod") {
        default_pod_spec(*spec);
        default_requests(*spec);
    } else if (kind == "CustomResourceDefinition") {
        default_custom_names(*spec);
    } else if (kind == "NetworkPolicy") {
        default_network_policy(*spec);
    } else if (kind == "LimitRange") {
        default_limit_range(*spec);
    } else if (group.empty() && kind == "Service") {
        default_service(*spec);
    } else if (kind == "CronJob") {
        json::object* job_template = object_at(*spec, "jobTemplate");
        json::object* job = job_template == nullptr ? nullptr : object_at(*job_template, "spec");
        if (json::object* pod = job == nullptr ? nullptr : template_spec(*job)) {
            default_pod_spec(*pod);
        }
    } else if (json::object* pod = template_spec(*spec)) {
        default_pod_spec(*pod);
        default_claim_templates(*spec);
    }
}

}  // namespace flotilla::cluster
