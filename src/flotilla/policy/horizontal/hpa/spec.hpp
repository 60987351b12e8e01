#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/bounds.hpp"

/// The horizontal autoscaler of Kubernetes (autoscaling/v2), decision for decision as the upstream controller
/// 1.34 makes it. Pure: time, pods, samples and memory are values that the caller gives.
///
/// Metric values and targets are whole thousandths ("milli": millicores, milli-bytes, thousandths of a
/// request); utilization targets are whole percents. golden/hpa pins every rule here.
namespace flotilla::policy::hpa {

/// What a metric is measured of.
enum class Source : std::uint8_t {
    Resource,           ///< CPU or memory over all containers of the pods
    ContainerResource,  ///< the same of one container
    Pods,               ///< a custom metric of each pod
    Object,             ///< a custom metric of one other object
    External,           ///< one or more series from outside the cluster
    Unknown,            ///< none of these: the metric fails
};

enum class TargetType : std::uint8_t {
    Utilization,   ///< percent of the request
    AverageValue,  ///< milli-units per pod
    Value,         ///< milli-units in all
    None,          ///< no target that goes with the source: the metric fails
};

struct Metric {
    Source source = Source::Resource;
    TargetType target_type = TargetType::Utilization;
    std::int64_t target = 80;  ///< percent for Utilization, else milli-units; above 0
    bool is_cpu = true;        ///< CPU alone looks at readiness: start-up burns it

    friend bool operator==(const Metric&, const Metric&) = default;
};

/// How much may change within a period.
struct RatePolicy {
    enum class Unit : std::uint8_t { Pods, Percent };
    Unit unit = Unit::Percent;
    std::int32_t value = 100;
    std::chrono::seconds period{15};

    friend bool operator==(const RatePolicy&, const RatePolicy&) = default;
};

/// Which of several rate policies counts.
enum class Select : std::uint8_t { Max, Min, Disabled };

/// One direction of `behavior`.
struct ScalingRules {
    std::optional<std::chrono::seconds>
        window;  ///< absent: the controller's own (scale-down), none (scale-up)
    Select select = Select::Max;
    std::vector<RatePolicy> policies;
    std::optional<double>
        tolerance;  ///< in place of the controller's, with `Settings::configurable_tolerance`

    friend bool operator==(const ScalingRules&, const ScalingRules&) = default;
};

struct Behavior {
    /// The API's defaults: up at once by 4 pods or 100 % in 15 s, down by any number after the controller's
    /// window.
    static Behavior defaults();

    ScalingRules scale_up;
    ScalingRules scale_down;

    friend bool operator==(const Behavior&, const Behavior&) = default;
};

/// spec of a HorizontalPodAutoscaler, after defaulting.
struct Spec {
    model::Bounds bounds;                ///< within int32, as the API has them
    std::vector<Metric> metrics;         ///< at least one
    std::optional<Behavior> behavior{};  ///< absent: the rules from before there was such a field

    friend bool operator==(const Spec&, const Spec&) = default;
};

/// Where upstream's outcome is questionable, and how we would have it. All off: exactly as upstream.
struct Corrections {
    bool ignore_succeeded_pods = false;    ///< else one that has ended counts as a pod without a sample
    bool ignore_strangers = false;         ///< else samples of pods that are not the target's are averaged in
    bool keep_spec_replicas = false;       ///< else an average within tolerance answers status.replicas
    bool keep_negative_sums = false;       ///< else a sum below zero counts as the largest there is
    bool saturate_utilization = false;     ///< else the sums and the percentage wrap around
    bool limit_beyond_bounds = false;      ///< else a count outside min..max jumps to the bound at once
    bool omit_failed_metrics = false;      ///< else a metric that failed is an empty entry of currentMetrics
    bool round_scale_down_up = false;      ///< else Percent is cut towards zero and takes more than it says
    bool count_no_more_than_spec = false;  ///< else a rollout's surge pods are multiplied, too
    bool forget_deleted_at_once = false;   ///< else a namesake within a sync period inherits the memory

    friend bool operator==(const Corrections&, const Corrections&) = default;
};

/// Flags and feature gates of the controller.
struct Settings {
    Duration sync_period = std::chrono::seconds{15};
    Duration downscale_stabilization = std::chrono::seconds{300};
    Duration cpu_initialization_period = std::chrono::seconds{300};
    Duration initial_readiness_delay = std::chrono::seconds{30};
    double tolerance = 0.1;               ///< dead band around the target, both ways
    bool configurable_tolerance = false;  ///< gate HPAConfigurableTolerance
    Corrections corrections{};

    friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace flotilla::policy::hpa
