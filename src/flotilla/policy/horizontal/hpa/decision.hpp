#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "flotilla/model/units.hpp"
#include "flotilla/policy/horizontal/hpa/conditions.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"

namespace flotilla::policy::hpa {

/// What one metric reads now: an entry of status.currentMetrics. Nothing set: it failed.
struct MetricStatus {
    std::optional<std::int32_t> average_utilization;  ///< percent
    std::optional<std::int64_t> average_value;        ///< milli-units
    std::optional<std::int64_t> value;                ///< milli-units
    Failure failure;                                  ///< why it failed

    friend bool operator==(const MetricStatus&, const MetricStatus&) = default;
};

/// Which way a decision was come to.
enum class Verdict : std::uint8_t {
    Disabled,       ///< the target has no replicas and the minimum is above 0
    AboveMax,       ///< back to the largest allowed; metrics are not read
    BelowMin,       ///< up to the smallest allowed; metrics are not read
    MetricsFailed,  ///< nothing can be decided: `desired` means nothing
    Measured,       ///< by the metrics
};

struct Decision {
    Verdict verdict = Verdict::Disabled;
    model::Replicas desired;  ///< what spec.replicas should be
    bool rescale = false;     ///< it is not: write it
    bool is_above = false;    ///< Measured: before any limit, the metrics wanted more than there is …
    bool is_below = false;    ///< … or fewer
    std::optional<std::size_t> metric;  ///< Measured: which of the spec's metrics wanted the most
    std::size_t failed_metrics = 0;     ///< how many of them failed
    std::optional<std::size_t> failed;  ///< the first of those
    ConditionChanges changes;
    std::vector<MetricStatus> metrics;  ///< one for each metric of the spec; empty where none was read
};

}  // namespace flotilla::policy::hpa
