#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/time.hpp"
#include "flotilla/io/cgroup.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::apps::service {

/// Who a pod is, as its series say.
struct PodIdentity {
    std::string service;
    std::string pod;
    std::string namespace_ = "default";
};

/// A pod's series under the names that a mesh and the kubelet would give them, so that queries, rules and
/// dashboards for real clusters work: istio_requests_total, istio_request_duration_milliseconds,
/// container_cpu_usage_seconds_total, container_memory_working_set_bytes, container_cpu_cfs_*.
class PodMetrics {
public:
    PodMetrics(telemetry::Registry& registry, PodIdentity identity);

    /// One request has ended. @param status 0: the caller had gone before the answer
    void request_ended(std::string_view caller, int status, Duration took);
    /// Brings the container's series up to date; before each look at the registry.
    void refresh(Duration cpu, std::size_t memory, const Result<io::CfsStatistics>& quota);

private:
    [[nodiscard]] telemetry::Labels container_labels() const;

    telemetry::Registry& registry_;
    PodIdentity identity_;
};

}  // namespace flotilla::apps::service
