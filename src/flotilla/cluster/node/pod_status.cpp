#include "flotilla/cluster/node/pod_status.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/controllers/engine/conditions.hpp"

namespace flotilla::cluster::node {
namespace {

using controllers::set_condition;
using kube::find_string;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

Json describe(const Terminated& end, const std::string& id) {
    return JsonObject{
        {"exitCode", end.exit_code},
        {"reason", end.reason},
        {"startedAt", format_time(end.started)},
        {"finishedAt", format_time(end.finished)},
        {"containerID", id},
    };
}

Json describe(const ContainerState& state, const std::string& id) {
    if (const auto* waiting = std::get_if<Waiting>(&state)) {
        JsonObject detail{{"reason", waiting->reason}};
        if (!waiting->message.empty()) {
            detail["message"] = waiting->message;
        }
        return JsonObject{{"waiting", std::move(detail)}};
    }
    if (const auto* running = std::get_if<Running>(&state)) {
        return JsonObject{{"running", JsonObject{{"startedAt", format_time(running->since)}}}};
    }
    return JsonObject{{"terminated", describe(std::get<Terminated>(state), id)}};
}

/// An identifier as a runtime gives it, the same for the same container of the same pod.
std::string container_id(std::string_view pod_uid, const std::string& name, std::int64_t restarts) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : fmt::format("{}/{}/{}", pod_uid, name, restarts)) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return fmt::format("simulated://{:016x}", hash);
}

Json container_status(
    const ContainerScript& script, const ContainerPicture& picture, const Json* spec, std::string_view uid
) {
    const bool has_run = !std::holds_alternative<Waiting>(picture.state) || picture.last.has_value();
    const std::string id = has_run ? container_id(uid, script.name, picture.restarts) : "";
    const bool runs = std::holds_alternative<Running>(picture.state);
    JsonObject status{
        {"name", script.name},
        {"image", script.image},
        {"imageID", has_run ? "simulated://" + script.image : ""},
        {"ready", picture.is_ready},
        {"started", runs},
        {"restartCount", picture.restarts},
        {"state", describe(picture.state, id)},
        {"lastState", JsonObject{}},
    };
    if (has_run) {
        status["containerID"] = id;
    }
    if (picture.last) {
        const std::string last_id = container_id(uid, script.name, picture.restarts - 1);
        status["lastState"] = JsonObject{{"terminated", describe(*picture.last, last_id)}};
    }
    const Json* resources = spec != nullptr ? kube::find(*spec, {"resources"}) : nullptr;
    if (runs && resources != nullptr) {  // a resize in place is granted at once
        status["resources"] = *resources;
        if (const Json* requests = kube::find(*resources, {"requests"})) {
            status["allocatedResources"] = *requests;
        }
    }
    return status;
}

JsonArray container_statuses(
    const std::vector<ContainerScript>& scripts,
    const std::vector<ContainerPicture>& pictures,
    const JsonArray* specs,
    std::string_view uid
) {
    JsonArray statuses;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const Json* spec = specs != nullptr && i < specs->size() ? &(*specs)[i] : nullptr;
        statuses.push_back(container_status(scripts[i], pictures[i], spec, uid));
    }
    return statuses;
}

std::string names_of(
    const std::vector<ContainerScript>& scripts, const std::vector<ContainerPicture>& pictures
) {
    std::string names;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        if (!pictures[i].is_ready) {
            names += (names.empty() ? "" : " ") + scripts[i].name;
        }
    }
    return names;
}

bool gates_are_open(const Json& pod, const JsonArray& conditions) {
    const JsonArray* gates = kube::find_array(pod, {"spec", "readinessGates"});
    return gates == nullptr || std::ranges::all_of(*gates, [&](const Json& gate) {
               const Json* condition =
                   controllers::condition_in(conditions, find_string(gate, {"conditionType"}).value_or(""));
               return condition != nullptr && find_string(*condition, {"status"}) == "True";
           });
}

JsonArray conditions_for(const PodMachine& machine, const Json& pod, const PodPlace& place, WallTime now) {
    JsonArray conditions = controllers::conditions_of(pod);
    const auto set = [&](const char* type, bool is_true, const char* reason = "", std::string message = "") {
        set_condition(conditions, {type, is_true ? "True" : "False", reason, std::move(message)}, now);
    };
    set("PodReadyToStartContainers", !place.ip.empty());
    if (machine.is_initialized() || machine.init_containers().empty()) {
        set("Initialized", true);
    } else {
        const std::string names = names_of(machine.script().init_containers, machine.init_containers());
        set("Initialized",
            false,
            "ContainersNotInitialized",
            "containers with incomplete status: [" + names + "]");
    }
    const bool succeeded = machine.phase() == PodPhase::Succeeded;
    if (machine.is_ready()) {
        set("ContainersReady", true);
        if (gates_are_open(pod, conditions)) {
            set("Ready", true);
        } else {
            set("Ready", false, "ReadinessGatesNotReady", "a readiness gate of the pod is not open");
        }
        return conditions;
    }
    const std::string names = names_of(machine.script().containers, machine.containers());
    const std::string message = succeeded ? "" : "containers with unready status: [" + names + "]";
    const char* reason = succeeded ? "PodCompleted" : "ContainersNotReady";
    set("ContainersReady", false, reason, message);
    set("Ready", false, reason, message);
    return conditions;
}

}  // namespace

Json pod_status(const PodMachine& machine, const Json& pod, const PodPlace& place, WallTime now) {
    const std::string_view uid = find_string(pod, {"metadata", "uid"}).value_or("");
    JsonObject status{
        {"phase", to_string(machine.phase())},
        {"conditions", conditions_for(machine, pod, place, now)},
        {"startTime", format_time(machine.started())},
        {"hostIP", place.host_ip},
        {"hostIPs", JsonArray{JsonObject{{"ip", place.host_ip}}}},
        {"observedGeneration", kube::find_int(pod, {"metadata", "generation"}).value_or(0)},
        {"containerStatuses",
         container_statuses(
             machine.script().containers,
             machine.containers(),
             kube::find_array(pod, {"spec", "containers"}),
             uid
         )},
    };
    if (!place.ip.empty()) {
        status["podIP"] = place.ip;
        status["podIPs"] = JsonArray{JsonObject{{"ip", place.ip}}};
    }
    if (!machine.init_containers().empty()) {
        status["initContainerStatuses"] = container_statuses(
            machine.script().init_containers,
            machine.init_containers(),
            kube::find_array(pod, {"spec", "initContainers"}),
            uid
        );
    }
    return status;
}

}  // namespace flotilla::cluster::node
