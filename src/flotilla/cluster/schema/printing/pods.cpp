#include <optional>
#include <string>

#include <fmt/format.h>

#include "flotilla/cluster/schema/printing/printer.hpp"

namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

/// What the STATUS, READY and RESTARTS columns show, gathered container by container.
struct PodSummary {
    std::string reason;
    std::int64_t ready = 0;
    std::int64_t total = 0;
    std::int64_t restarts = 0;
    std::string_view last_restart;  // RFC 3339

    void count_restarts(const kube::Json& status) {
        restarts += number(status, {"restartCount"});
        const std::string_view finished = text(status, {"lastState", "terminated", "finishedAt"});
        if (finished > last_restart) {
            last_restart = finished;
        }
    }
};

bool has_true_condition(const kube::Json& pod, std::string_view type) {
    for (const kube::Json& condition : list(pod, {"status", "conditions"})) {
        if (text(condition, {"type"}) == type) {
            return text(condition, {"status"}) == "True";
        }
    }
    return false;
}

std::string exit_text(const kube::Json& terminated) {
    const std::string_view reason = text(terminated, {"reason"});
    if (!reason.empty()) {
        return std::string{reason};
    }
    const std::int64_t signal = number(terminated, {"signal"});
    return signal != 0 ? fmt::format("Signal:{}", signal)
                       : fmt::format("ExitCode:{}", number(terminated, {"exitCode"}));
}

bool is_sidecar(const kube::Json& pod, std::string_view name) {
    for (const kube::Json& container : list(pod, {"spec", "initContainers"})) {
        if (text(container, {"name"}) == name) {
            return text(container, {"restartPolicy"}) == "Always";
        }
    }
    return false;
}

/// The state of the init container that the pod waits for; nothing when it waits for none.
std::optional<std::string> initializing_reason(
    const kube::Json& status, std::size_t index, std::size_t total
) {
    if (const kube::Json* terminated = at(status, {"state", "terminated"})) {
        return "Init:" + exit_text(*terminated);
    }
    const std::string_view waiting = text(status, {"state", "waiting", "reason"});
    if (!waiting.empty() && waiting != "PodInitializing") {
        return fmt::format("Init:{}", waiting);
    }
    return fmt::format("Init:{}/{}", index, total);
}

/// Whether an init container still holds the pod up. Sidecars' restarts go to `sidecars`.
bool summarize_init(const kube::Json& pod, PodSummary& summary, PodSummary& sidecars) {
    const std::size_t total = list(pod, {"spec", "initContainers"}).size();
    std::size_t index = 0;
    for (const kube::Json& status : list(pod, {"status", "initContainerStatuses"})) {
        summary.count_restarts(status);
        const bool sidecar = is_sidecar(pod, text(status, {"name"}));
        if (sidecar) {
            sidecars.count_restarts(status);
        }
        const kube::Json* terminated = at(status, {"state", "terminated"});
        const bool succeeded = terminated != nullptr && number(*terminated, {"exitCode"}) == 0;
        const bool started = sidecar && kube::find_bool(status, {"started"}).value_or(false);
        if (started && kube::find_bool(status, {"ready"}).value_or(false) && !succeeded) {
            ++summary.ready;
        }
        if (!succeeded && !started) {
            summary.reason = *initializing_reason(status, index, total);
            return true;
        }
        ++index;
    }
    return false;
}

void summarize_containers(const kube::Json& pod, PodSummary& summary) {
    bool has_running = false;
    const json::array& statuses = list(pod, {"status", "containerStatuses"});
    for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
        summary.count_restarts(*status);
        const std::string_view waiting = text(*status, {"state", "waiting", "reason"});
        const kube::Json* terminated = at(*status, {"state", "terminated"});
        if (!waiting.empty()) {
            summary.reason = waiting;
        } else if (terminated != nullptr) {
            summary.reason = exit_text(*terminated);
        } else if (kube::find_bool(*status, {"ready"}).value_or(false) &&
                   at(*status, {"state", "running"}) != nullptr) {
            has_running = true;
            ++summary.ready;
        }
    }
    if (summary.reason == "Completed" && has_running) {
        summary.reason = has_true_condition(pod, "Ready") ? "Running" : "NotReady";
    }
}

bool is_gated(const kube::Json& pod) {
    for (const kube::Json& condition : list(pod, {"status", "conditions"})) {
        if (text(condition, {"type"}) == "PodScheduled" && text(condition, {"reason"}) == "SchedulingGated") {
            return true;
        }
    }
    return false;
}

PodSummary summarize(const kube::Json& pod) {
    PodSummary summary;
    const std::string_view phase = text(pod, {"status", "phase"});
    const std::string_view status_reason = text(pod, {"status", "reason"});
    summary.reason = status_reason.empty() ? phase : status_reason;
    if (is_gated(pod)) {
        summary.reason = "SchedulingGated";
    }
    summary.total = static_cast<std::int64_t>(list(pod, {"spec", "containers"}).size());
    for (const kube::Json& container : list(pod, {"spec", "initContainers"})) {
        summary.total += text(container, {"restartPolicy"}) == "Always" ? 1 : 0;
    }
    PodSummary sidecars;
    const bool initializing = summarize_init(pod, summary, sidecars);
    if (!initializing || has_true_condition(pod, "Initialized")) {
        summary.restarts = sidecars.restarts;
        summary.last_restart = sidecars.last_restart;
        summarize_containers(pod, summary);
    }
    if (at(pod, {"metadata", "deletionTimestamp"}) != nullptr) {
        if (status_reason == "NodeLost") {
            summary.reason = "Unknown";
        } else if (phase != "Failed" && phase != "Succeeded") {
            summary.reason = "Terminating";
        }
    }
    return summary;
}

std::string first_ip(const kube::Json& pod) {
    const json::array& ips = list(pod, {"status", "podIPs"});
    return or_none(ips.empty() ? text(pod, {"status", "podIP"}) : text(ips.front(), {"ip"}));
}

std::string readiness_gates(const kube::Json& pod) {
    const json::array& gates = list(pod, {"spec", "readinessGates"});
    if (gates.empty()) {
        return "<none>";
    }
    std::size_t open = 0;
    for (const kube::Json& gate : gates) {
        open += has_true_condition(pod, text(gate, {"conditionType"})) ? 1U : 0U;
    }
    return fmt::format("{}/{}", open, gates.size());
}

}  // namespace

json::array pod_cells(const kube::Json& object, WallTime now) {
    const PodSummary summary = summarize(object);
    std::string restarts = fmt::format("{}", summary.restarts);
    if (summary.restarts != 0 && !summary.last_restart.empty()) {
        restarts += fmt::format(" ({} ago)", age(summary.last_restart, now));
    }
    return {
        name_of(object),
        fmt::format("{}/{}", summary.ready, summary.total),
        summary.reason,
        restarts,
        age_of(object, now),
        first_ip(object),
        or_none(text(object, {"spec", "nodeName"})),
        or_none(text(object, {"status", "nominatedNodeName"})),
        readiness_gates(object)
    };
}

}  // namespace flotilla::cluster::printing
