#include "flotilla/cluster/apiserver/admission/pods.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/registry/quality_of_service.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

constexpr std::string_view kTokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr std::int64_t kTokenSeconds = 3607;
constexpr std::int64_t kTolerationSeconds = 300;

std::string name_of(const Admission& admission) {
    return std::string{kube::find_string(admission.object, {"metadata", "name"}).value_or("")};
}

kube::Status refused(const Admission& admission, std::string_view why) {
    return statuses::forbidden(admission.request.resource->type, name_of(admission), why);
}

/// JSON that is written here, so it can be read.
kube::Json literal(const std::string& text) {
    return kube::parse_json(text).value();
}

kube::Json token_volume(std::string_view name) {
    return literal(fmt::format(
        R"({{"name":"{}","projected":{{"defaultMode":420,"sources":[)"
        R"({{"serviceAccountToken":{{"expirationSeconds":{},"path":"token"}}}},)"
        R"({{"configMap":{{"items":[{{"key":"ca.crt","path":"ca.crt"}}],"name":"kube-root-ca.crt"}}}},)"
        R"({{"downwardAPI":{{"items":[{{"fieldRef":{{"apiVersion":"v1","fieldPath":"metadata.namespace"}},"path":"namespace"}}]}}}}]}}}})",
        name,
        kTokenSeconds
    ));
}

bool mounts_token(const kube::Json& container) {
    if (const kube::JsonArray* mounts = kube::find_array(container, {"volumeMounts"})) {
        return std::ranges::any_of(*mounts, [](const kube::Json& mount) {
            return kube::find_string(mount, {"mountPath"}) == kTokenFolder;
        });
    }
    return false;
}

void mount_token(Admission& admission) {
    const std::string name = "kube-api-access-" + admission.core.identities.suffix();
    bool is_used = false;
    for (const std::string_view list : {"containers", "initContainers"}) {
        kube::Json* containers = kube::find(admission.object, {"spec", list});
        if (containers == nullptr || !containers->is_array()) {
            continue;
        }
        for (kube::Json& container : containers->as_array()) {
            if (!container.is_object() || mounts_token(container)) {
                continue;
            }
            kube::Json& mounts = kube::place(container, {"volumeMounts"});
            if (!mounts.is_array()) {
                mounts = kube::JsonArray{};
            }
            mounts.as_array().push_back(literal(
                fmt::format(R"({{"mountPath":"{}","name":"{}","readOnly":true}})", kTokenFolder, name)
            ));
            is_used = true;
        }
    }
    if (is_used) {
        kube::Json& volumes = kube::place(admission.object, {"spec", "volumes"});
        if (!volumes.is_array()) {
            volumes = kube::JsonArray{};
        }
        volumes.as_array().push_back(token_volume(name));
    }
}

Outcome<void> set_service_account(Admission& admission) {
    kube::Json& pod = admission.object;
    std::string account{kube::find_string(pod, {"spec", "serviceAccountName"}).value_or("")};
    if (account.empty()) {
        account = kube::find_string(pod, {"spec", "serviceAccount"}).value_or("default");
    }
    kube::place(pod, {"spec", "serviceAccountName"}) = account;
    kube::place(pod, {"spec", "serviceAccount"}) = account;
    const ObjectPtr found =
        admission.core.store.collection("serviceaccounts").find(admission.request.info.namespace_, account);
    if (!found && account == "default") {
        return {};  // its controller has not come that far, or does not run: the pod does without a token
    }
    if (!found) {
        return reject(refused(
            admission,
            fmt::format(
                "error looking up service account {}/{}: serviceaccount \"{}\" not found",
                admission.request.info.namespace_,
                account,
                account
            )
        ));
    }
    const bool wanted = kube::find_bool(found->parsed(), {"automountServiceAccountToken"}).value_or(true);
    if (kube::find_bool(pod, {"spec", "automountServiceAccountToken"}).value_or(wanted)) {
        mount_token(admission);
    }
    return {};
}

/// The class that pods get which name none; null when there is none.
ObjectPtr default_priority_class(Core& core) {
    ObjectPtr found;
    static_cast<void>(core.store.collection("priorityclasses.scheduling.k8s.io")
                          .visit(Range{}, [&](const ObjectPtr& object) {
                              if (kube::find_bool(object->parsed(), {"globalDefault"}).value_or(false)) {
                                  found = object;
                              }
                              return true;
                          }));
    return found;
}

Outcome<void> set_priority(Admission& admission) {
    kube::Json& pod = admission.object;
    const std::string name{kube::find_string(pod, {"spec", "priorityClassName"}).value_or("")};
    Collection& classes = admission.core.store.collection("priorityclasses.scheduling.k8s.io");
    const ObjectPtr found = name.empty() ? default_priority_class(admission.core) : classes.find("", name);
    if (!name.empty() && !found) {
        return reject(refused(admission, fmt::format("no PriorityClass with name {} was found", name)));
    }
    std::int64_t priority = 0;
    std::string preemption = "PreemptLowerPriority";
    if (found) {
        const kube::Json json = found->parsed();
        priority = kube::find_int(json, {"value"}).value_or(0);
        preemption = kube::find_string(json, {"preemptionPolicy"}).value_or(preemption);
        kube::place(pod, {"spec", "priorityClassName"}) = found->name();
    }
    if (const auto given = kube::find_int(pod, {"spec", "priority"}); given && *given != priority) {
        return reject(refused(
            admission,
            fmt::format(
                "the integer value of priority ({}) must not be provided in pod spec; priority admission "
                "controller computed {} from the given PriorityClass name",
                *given,
                priority
            )
        ));
    }
    kube::place(pod, {"spec", "priority"}) = priority;
    kube::place(pod, {"spec", "preemptionPolicy"}) = preemption;
    return {};
}

bool tolerates(const kube::JsonArray& tolerations, std::string_view key) {
    return std::ranges::any_of(tolerations, [&](const kube::Json& toleration) {
        const std::string_view own = kube::find_string(toleration, {"key"}).value_or("");
        const std::string_view effect = kube::find_string(toleration, {"effect"}).value_or("");
        return (own == key || own.empty()) && (effect == "NoExecute" || effect.empty());
    });
}

void add_tolerations(kube::Json& pod) {
    kube::Json& tolerations = kube::place(pod, {"spec", "tolerations"});
    if (!tolerations.is_array()) {
        tolerations = kube::JsonArray{};
    }
    for (const std::string_view key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
        if (!tolerates(tolerations.as_array(), key)) {
            tolerations.as_array().push_back(literal(fmt::format(
                R"({{"effect":"NoExecute","key":"{}","operator":"Exists","tolerationSeconds":{}}})",
                key,
                kTolerationSeconds
            )));
        }
    }
}

/// A pod with scheduling gates says so from its beginning.
void tell_of_gates(kube::Json& pod, WallTime now) {
    const kube::JsonArray* gates = kube::find_array(pod, {"spec", "schedulingGates"});
    if (gates == nullptr || gates->empty()) {
        return;
    }
    kube::Json condition =
        literal(R"({"type":"PodScheduled","status":"False","reason":"SchedulingGated","lastProbeTime":null,)"
                R"("message":"Scheduling is blocked due to non-empty scheduling gates"})");
    condition.as_object()["lastTransitionTime"] = format_time(now);
    kube::place(pod, {"status", "conditions"}) = kube::JsonArray{std::move(condition)};
}

}  // namespace

Outcome<void> admit_pod(Admission& admission) {
    FLOTILLA_CHECK_OUTCOME(set_service_account(admission));
    FLOTILLA_CHECK_OUTCOME(set_priority(admission));
    add_tolerations(admission.object);
    tell_of_gates(admission.object, admission.core.clock.wall_now());
    kube::place(admission.object, {"status", "qosClass"}) = quality_of_service(admission.object);
    return {};
}

Outcome<void> admit_resize(const Admission& admission) {
    if (quality_of_service(admission.object) == quality_of_service(*admission.old)) {
        return {};
    }
    kube::FieldError error;
    error.field = "spec";
    error.value = fmt::format("\"{}\"", quality_of_service(admission.object));
    error.detail = "Pod QOS Class may not change as a result of resizing";
    return reject(statuses::invalid(admission.request.resource->type, name_of(admission), {error}));
}

}  // namespace flotilla::cluster
