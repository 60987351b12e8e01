#include "flotilla/cluster/apiserver/admission/quotas.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster {

namespace {

using Usage = std::map<std::string, kube::Quantity, std::less<>>;

kube::Quantity quantity_of(const kube::Json* json) {
    if (json != nullptr && json->is_string()) {
        return kube::Quantity::parse(kube::text_of(json->get_string())).value_or(kube::Quantity{});
    }
    return kube::Quantity{};
}

void add(Usage& usage, const std::string& name, const kube::Quantity& amount) {
    usage[name] = usage[name] + amount;
}

kube::Quantity one() {
    return kube::Quantity::parse("1").value();
}

/// What a pod's containers ask for: "requests.cpu", "limits.memory"; "cpu" and "memory" are the requests.
Usage usage_of_pod(const kube::Json& pod) {
    Usage usage;
    const std::string_view phase = kube::find_string(pod, {"status", "phase"}).value_or("");
    if (phase == "Succeeded" || phase == "Failed") {
        return usage;
    }
    add(usage, "pods", one());
    add(usage, "count/pods", one());
    const kube::JsonArray* containers = kube::find_array(pod, {"spec", "containers"});
    if (containers == nullptr) {
        return usage;
    }
    for (const kube::Json& container : *containers) {
        for (const std::string_view side : {"requests", "limits"}) {
            const kube::JsonObject* amounts = kube::find_object(container, {"resources", side});
            if (amounts == nullptr) {
                continue;
            }
            for (const auto& [name, amount] : *amounts) {
                add(usage,
                    fmt::format("{}.{}", side, std::string_view{name.data(), name.size()}),
                    quantity_of(&amount));
                if (side == "requests") {
                    add(usage, std::string{name}, quantity_of(&amount));
                }
            }
        }
    }
    return usage;
}

Usage usage_of(const Resource& resource, const kube::Json& object) {
    if (resource.is("", "pods")) {
        return usage_of_pod(object);
    }
    Usage usage;
    add(usage, fmt::format("count/{}", resource.type.group_resource()), one());
    if (resource.type.group.empty()) {
        add(usage, resource.type.plural, one());
    }
    if (resource.is("", "services")) {
        const std::string_view type = kube::find_string(object, {"spec", "type"}).value_or("");
        if (type == "NodePort" || type == "LoadBalancer") {
            add(usage, "services.nodeports", one());
        }
        if (type == "LoadBalancer") {
            add(usage, "services.loadbalancers", one());
        }
    }
    if (resource.is("", "persistentvolumeclaims")) {
        add(usage,
            "requests.storage",
            quantity_of(kube::find(object, {"spec", "resources", "requests", "storage"})));
    }
    return usage;
}

/// The sum over all objects of the namespace but the one that is about to be written.
Usage usage_of_others(const Admission& admission) {
    Usage usage;
    const Resource& resource = *admission.request.resource;
    const std::string name{kube::find_string(admission.object, {"metadata", "name"}).value_or("")};
    static_cast<void>(resource.collection
                          ->visit(Range{admission.request.info.namespace_}, [&](const ObjectPtr& object) {
                              if (object->name() != name) {
                                  for (const auto& [key, amount] : usage_of(resource, object->parsed())) {
                                      add(usage, key, amount);
                                  }
                              }
                              return true;
                          }));
    return usage;
}

std::string text_of(const Usage& usage) {
    std::string text;
    for (const auto& [key, amount] : usage) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, amount.text());
    }
    return text;
}

/// Checks one quota; `used` is what its resources come to with the new object.
Outcome<void> check_quota(
    const Admission& admission,
    const kube::EncodedObject& quota,
    const kube::Json& json,
    const Usage& others,
    const Usage& wanted,
    Usage& used
) {
    const kube::JsonObject* hard = kube::find_object(json, {"spec", "hard"});
    if (hard == nullptr) {
        return {};
    }
    Usage requested;
    Usage before;
    Usage limited;
    for (const auto& [name, limit] : *hard) {
        const std::string key{name};
        const auto extra = wanted.find(key);
        if (extra == wanted.end()) {
            continue;
        }
        const auto present = others.find(key);
        const kube::Quantity old = present == others.end() ? kube::Quantity{} : present->second;
        used[key] = old + extra->second;
        if (quantity_of(&limit) < used[key]) {
            requested[key] = extra->second;
            before[key] = old;
            limited[key] = quantity_of(&limit);
        }
    }
    if (limited.empty()) {
        return {};
    }
    const std::string_view name = kube::find_string(admission.object, {"metadata", "name"}).value_or("");
    return reject(kube::statuses::forbidden(
        admission.request.resource->type,
        name,
        fmt::format(
            "exceeded quota: {}, requested: {}, used: {}, limited: {}",
            quota.name(),
            text_of(requested),
            text_of(before),
            text_of(limited)
        )
    ));
}

/// Quotas on compute demand that every pod says what it needs.
Outcome<void> check_completeness(
    const Admission& admission, const kube::EncodedObject& quota, const kube::Json& json
) {
    const kube::JsonObject* hard = kube::find_object(json, {"spec", "hard"});
    const kube::JsonArray* containers = kube::find_array(admission.object, {"spec", "containers"});
    if (hard == nullptr || containers == nullptr || !admission.request.resource->is("", "pods")) {
        return {};
    }
    std::vector<std::string> missing;
    for (const auto& [key, limit] : *hard) {
        const std::string name{key};
        const std::string_view side = name.starts_with("limits.") ? "limits" : "requests";
        const std::string what = name.starts_with("limits.")     ? name.substr(7)
                                 : name.starts_with("requests.") ? name.substr(9)
                                                                 : name;
        if (what != "cpu" && what != "memory") {
            continue;
        }
        std::set<std::string> silent;
        for (const kube::Json& container : *containers) {
            if (kube::find(container, {"resources", side, what}) == nullptr) {
                silent.emplace(kube::find_string(container, {"name"}).value_or(""));
            }
        }
        if (!silent.empty()) {
            missing.push_back(fmt::format("{} for: {}", name, fmt::join(silent, ",")));
        }
    }
    if (missing.empty()) {
        return {};
    }
    std::ranges::sort(missing);
    const std::string_view name = kube::find_string(admission.object, {"metadata", "name"}).value_or("");
    return reject(kube::statuses::forbidden(
        admission.request.resource->type,
        name,
        fmt::format("failed quota: {}: must specify {}", quota.name(), fmt::join(missing, "; "))
    ));
}

}  // namespace

namespace {

/// The resource whose objects a quota counts under that name; null when it is not served.
ResourcePtr counted_resource(const Core& core, std::string_view key) {
    if (key.starts_with("count/")) {
        const std::string_view named = key.substr(std::string_view{"count/"}.size());
        const std::size_t dot = std::min(named.find('.'), named.size());
        const std::string_view group = dot == named.size() ? "" : named.substr(dot + 1);
        return core.catalog.find_any(group, named.substr(0, dot));
    }
    for (const std::string_view plural :
         {"services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims"}) {
        if (key == plural || (plural == "services" && key.starts_with("services."))) {
            return core.catalog.find("", "v1", plural);
        }
    }
    return core.catalog.find("", "v1", key == "requests.storage" ? "persistentvolumeclaims" : "pods");
}

/// What the objects of the namespace come to now.
kube::Quantity used_now(const Core& core, const std::string& namespace_, const std::string& key) {
    kube::Quantity sum;
    const ResourcePtr resource = counted_resource(core, key);
    if (!resource || resource->collection == nullptr) {
        return sum;
    }
    static_cast<void>(resource->collection->visit(Range{namespace_}, [&](const ObjectPtr& object) {
        const Usage usage = usage_of(*resource, object->parsed());
        if (const auto found = usage.find(key); found != usage.end()) {
            sum = sum + found->second;
        }
        return true;
    }));
    return sum;
}

}  // namespace

void refresh_quotas(Core& core, const std::string& namespace_) {
    Collection& collection = core.store.collection("resourcequotas");
    if (collection.size() == 0) {
        return;
    }
    std::vector<ObjectPtr> quotas;
    static_cast<void>(collection.visit(Range{namespace_}, [&](const ObjectPtr& quota) {
        quotas.push_back(quota);
        return true;
    }));
    const ResourcePtr resource = core.catalog.find("", "v1", "resourcequotas");
    for (const ObjectPtr& quota : quotas) {
        const kube::Json before = quota->parsed();
        kube::Json json = before;
        const kube::JsonObject* hard = kube::find_object(before, {"spec", "hard"});
        kube::JsonObject used;
        for (const auto& [name, limit] : hard == nullptr ? kube::JsonObject{} : *hard) {
            used.emplace(name, used_now(core, namespace_, std::string{name}).text());
        }
        kube::place(json, {"status", "hard"}) = hard == nullptr ? kube::JsonObject{} : *hard;
        kube::place(json, {"status", "used"}) = std::move(used);
        if (json != before) {
            static_cast<void>(put(core, *resource, std::move(json), quota)
            );  // it was just read: nothing is in the way
        }
    }
}

Outcome<void> admit_quota(Admission& admission) {
    const Resource& resource = *admission.request.resource;
    const bool concerns = admission.subresource().empty() && resource.type.namespaced &&
                          !resource.is("", "resourcequotas") && !resource.is("", "events") &&
                          !resource.is("events.k8s.io", "events");
    if (!concerns || !admission.is_create()) {
        return {};
    }
    std::vector<ObjectPtr> quotas;
    static_cast<void>(admission.core.store.collection("resourcequotas")
                          .visit(Range{admission.request.info.namespace_}, [&](const ObjectPtr& quota) {
                              quotas.push_back(quota);
                              return true;
                          }));
    if (quotas.empty()) {
        return {};
    }
    const Usage wanted = usage_of(resource, admission.object);
    const Usage others = usage_of_others(admission);
    std::vector<std::pair<ObjectPtr, kube::Json>> updated;
    for (const ObjectPtr& quota : quotas) {
        kube::Json json = quota->parsed();
        FLOTILLA_CHECK_OUTCOME(check_completeness(admission, *quota, json));
        Usage used;
        FLOTILLA_CHECK_OUTCOME(check_quota(admission, *quota, json, others, wanted, used));
        for (const auto& [key, amount] : used) {
            kube::place(json, {"status", "used", key}) = amount.text();
        }
        if (!used.empty()) {
            kube::place(json, {"status", "hard"}) = *kube::find(json, {"spec", "hard"});
            updated.emplace_back(quota, std::move(json));
        }
    }
    const ResourcePtr resource_quotas = admission.core.catalog.find("", "v1", "resourcequotas");
    for (auto& [quota, json] : updated) {
        if (!admission.request.is_dry_run()) {
            FLOTILLA_CHECK_OUTCOME(put(admission.core, *resource_quotas, std::move(json), quota));
        }
    }
    return {};
}

}  // namespace flotilla::cluster
