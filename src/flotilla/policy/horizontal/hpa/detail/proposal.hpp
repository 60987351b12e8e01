#pragma once
#include <cstdint>

#include "flotilla/policy/horizontal/hpa/decision.hpp"
#include "flotilla/policy/horizontal/hpa/detail/tolerance.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::policy::hpa::detail {

/// What one metric asks for. `status.failure` says when it cannot.
struct Proposal {
    std::int32_t replicas = 0;
    MetricStatus status;
};

inline Proposal failed(FailureKind kind, std::size_t pod = 0) {
    return Proposal{0, MetricStatus{{}, {}, {}, Failure{kind, pod}}};
}

/// What every metric of a sync looks at.
struct Scene {
    const Observation& seen;
    const Settings& settings;
    Tolerance tolerance;
    std::int32_t current = 0;  ///< scale.spec.replicas
    std::int32_t status = 0;   ///< scale.status.replicas
};

/// Resource, ContainerResource and Pods metrics: a sample for each pod.
Proposal propose_per_pod(const Metric& metric, const Reading& reading, const Scene& scene);

/// Object and External metrics: a value for the target as a whole.
Proposal propose_from_total(const Metric& metric, const Reading& reading, const Scene& scene);

/// By the metric's source.
Proposal propose(const Metric& metric, const Reading& reading, const Scene& scene);

}  // namespace flotilla::policy::hpa::detail
