#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

#include "golden/json_view.hpp"

/// Recorded cases of the horizontal autoscaler; tests/data/golden/hpa/README.md describes the form.
namespace flotilla::testing::golden {

/// What the metrics API answered for one metric.
struct RecordedMetric {
    bool is_error = false;
    std::vector<std::pair<std::string, policy::hpa::Sample>> pod_samples;
    std::vector<std::int64_t> values;
};

struct RecordedCondition {
    std::string type;
    bool is_true = false;
    std::string reason;

    friend auto operator<=>(const RecordedCondition&, const RecordedCondition&) = default;
};

struct RecordedOutcome {
    std::int64_t desired = 0;
    std::int64_t current = 0;
    std::optional<std::int64_t> scaled_to;
    std::optional<std::int64_t> last_scale_s;
    std::vector<RecordedCondition> conditions;  ///< sorted by type
    std::optional<std::vector<kube::MetricStatus>> metrics;
};

struct RecordedStep {
    std::int64_t time_s = 0;
    std::int64_t spec_replicas = 0;
    std::int64_t status_replicas = 0;
    std::vector<kube::Pod> pods;
    std::vector<RecordedMetric> metrics;
    RecordedOutcome expect;
};

struct HpaCase {
    std::string id;
    policy::hpa::Settings settings;
    kube::HorizontalPodAutoscalerSpec spec;
    std::vector<RecordedStep> steps;
};

/// Fails with InvalidArgument, naming the place.
Result<HpaCase> read_hpa_case(const JsonView& view);

/// Seconds after the recording's zero as a time.
WallTime recorded_time(std::int64_t seconds);

}  // namespace flotilla::testing::golden
