#include "flotilla/controllers/horizontal/pod_facts.hpp"

#include <algorithm>
#include <array>

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;
using Amounts = std::map<std::string, kube::Quantity, std::less<>>;

hpa::Phase phase_of(const std::string& text) {
    struct Name {
        std::string_view text;
        hpa::Phase phase;
    };
    constexpr std::array kNames{
        Name{"Pending", hpa::Phase::Pending},
        Name{"Running", hpa::Phase::Running},
        Name{"Succeeded", hpa::Phase::Succeeded},
        Name{"Failed", hpa::Phase::Failed},
    };
    for (const Name& name : kNames) {
        if (name.text == text) {
            return name.phase;
        }
    }
    return hpa::Phase::Unknown;
}

hpa::Readiness readiness_of(const std::string& status) {
    if (status == "True") {
        return hpa::Readiness::True;
    }
    return status == "False" ? hpa::Readiness::False : hpa::Readiness::Unknown;
}

const kube::Quantity* find(const Amounts& amounts, std::string_view resource) {
    const auto found = amounts.find(resource);
    return found == amounts.end() ? nullptr : &found->second;
}

const kube::Quantity* container_request(const kube::Container& container, std::string_view resource) {
    return find(container.resources.requests, resource);
}

/// Init containers that run on beside the others.
bool is_sidecar(const kube::Container& init) {
    return init.restart_policy == "Always";
}

bool has_pod_level_requests(const kube::Pod& pod) {
    if (!pod.spec.resources) {
        return false;
    }
    const Amounts& requests = pod.spec.resources->requests;
    return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
        return request.first == "cpu" || request.first == "memory" || request.first.starts_with("hugepages-");
    });
}

/// The largest sum at any time of the pod's life: init containers run one by one, beside the sidecars that
/// were started before them.
kube::Quantity largest_sum(const kube::Pod& pod, std::string_view resource) {
    kube::Quantity running;
    kube::Quantity sidecars;
    kube::Quantity at_start;
    for (const kube::Container& container : pod.spec.containers) {
        const kube::Quantity* request = container_request(container, resource);
        running += request != nullptr ? *request : kube::Quantity{};
    }
    for (const kube::Container& init : pod.spec.init_containers) {
        const kube::Quantity* found = container_request(init, resource);
        const kube::Quantity request = found != nullptr ? *found : kube::Quantity{};
        if (is_sidecar(init)) {
            running += request;
            sidecars += request;
            at_start = std::max(at_start, sidecars);
        } else {
            at_start = std::max(at_start, sidecars + request);
        }
    }
    return std::max(running, at_start);
}

Result<std::int64_t> pod_level_request(const kube::Pod& pod, std::string_view resource) {
    const kube::Quantity* given = find(pod.spec.resources->requests, resource);
    kube::Quantity request = given != nullptr ? *given : largest_sum(pod, resource);
    if (const kube::Quantity* overhead = find(pod.spec.overhead, resource)) {
        request += *overhead;
    }
    if (given == nullptr && request.is_zero()) {
        return fail(
            ErrorCode::NotFound,
            fmt::format("missing pod-level request for {} in Pod {}", resource, pod.metadata.name)
        );
    }
    return request.milli_value();
}

}  // namespace

policy::hpa::Pod pod_facts(const kube::Pod& pod) {
    hpa::Pod facts;
    facts.phase = phase_of(pod.status.phase);
    facts.is_deleting = pod.metadata.deletion_timestamp.has_value();
    facts.started = pod.status.start_time;
    facts.readiness = hpa::Readiness::Absent;
    for (const kube::PodCondition& condition : pod.status.conditions) {
        if (condition.type == "Ready") {
            facts.readiness = readiness_of(condition.status);
            facts.ready_since = condition.last_transition_time.value_or(WallTime{});
            break;
        }
    }
    return facts;
}

Result<std::int64_t> request_of(const kube::Pod& pod, std::string_view resource, std::string_view container) {
    if (container.empty() && has_pod_level_requests(pod)) {
        return pod_level_request(pod, resource);
    }
    std::uint64_t sum = 0;  // wraps around, as upstream's does
    const auto add = [&](const kube::Container& candidate) -> Result<void> {
        if (!container.empty() && candidate.name != container) {
            return {};
        }
        const kube::Quantity* request = container_request(candidate, resource);
        if (request == nullptr) {
            return fail(
                ErrorCode::NotFound,
                fmt::format(
                    "missing request for {} in container {} of Pod {}",
                    resource,
                    candidate.name,
                    pod.metadata.name
                )
            );
        }
        sum += static_cast<std::uint64_t>(request->milli_value());
        return {};
    };
    for (const kube::Container& candidate : pod.spec.containers) {
        FLOTILLA_CHECK(add(candidate));
    }
    for (const kube::Container& candidate : pod.spec.init_containers) {
        if (is_sidecar(candidate)) {
            FLOTILLA_CHECK(add(candidate));
        }
    }
    return static_cast<std::int64_t>(sum);
}

}  // namespace flotilla::controllers::horizontal
