#include "golden/hpa_replay.hpp"

#include <algorithm>
#include <map>

#include "flotilla/controllers/horizontal/metric_status.hpp"
#include "flotilla/controllers/horizontal/pod_facts.hpp"
#include "flotilla/controllers/horizontal/policy_spec.hpp"
#include "flotilla/kube/api/codec.hpp"
#include "flotilla/policy/horizontal/hpa/autoscaler.hpp"

#include "golden/recorded_file.hpp"

namespace flotilla::testing::golden {
namespace {

namespace hpa = policy::hpa;
namespace horizontal = controllers::horizontal;

/// What a reading's spans point into.
struct ReadingData {
    std::vector<std::optional<hpa::Sample>> samples;
    std::vector<hpa::Sample> strangers;
    std::vector<std::optional<std::int64_t>> requests;
};

std::pair<std::string, std::string> resource_and_container(const kube::MetricSpec& spec) {
    if (spec.resource) {
        return {spec.resource->name, ""};
    }
    if (spec.container_resource) {
        return {spec.container_resource->name, spec.container_resource->container};
    }
    return {};
}

ReadingData join(
    const kube::MetricSpec& spec, const RecordedMetric& metric, const std::vector<kube::Pod>& pods
) {
    ReadingData data;
    std::map<std::string, hpa::Sample> by_name{metric.pod_samples.begin(), metric.pod_samples.end()};
    const auto [resource, container] = resource_and_container(spec);
    for (const kube::Pod& pod : pods) {
        const auto found = by_name.find(pod.metadata.name);
        data.samples.push_back(found == by_name.end() ? std::nullopt : std::optional{found->second});
        if (found != by_name.end()) {
            by_name.erase(found);
        }
        const auto request = horizontal::request_of(pod, resource, container);
        data.requests.push_back(request ? std::optional{*request} : std::nullopt);
    }
    for (const auto& [name, sample] : by_name) {
        data.strangers.push_back(sample);
    }
    return data;
}

hpa::FailureKind failure_of(const RecordedMetric& metric) {
    if (metric.is_error) {
        return hpa::FailureKind::Unavailable;
    }
    const bool is_empty = metric.pod_samples.empty() && metric.values.empty();
    return is_empty ? hpa::FailureKind::NoItems : hpa::FailureKind::None;
}

/// One sync of ours with what the recording saw.
const hpa::Decision& sync(hpa::Autoscaler& autoscaler, const HpaCase& recorded, const RecordedStep& step) {
    std::vector<hpa::Pod> pods;
    for (const kube::Pod& pod : step.pods) {
        pods.push_back(horizontal::pod_facts(pod));
    }
    std::vector<ReadingData> data;
    for (std::size_t i = 0; i < recorded.spec.metrics.size(); ++i) {
        data.push_back(join(recorded.spec.metrics[i], step.metrics[i], step.pods));
    }
    std::vector<hpa::Reading> readings;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const RecordedMetric& metric = step.metrics[i];
        readings.push_back(
            {failure_of(metric), data[i].samples, data[i].strangers, data[i].requests, metric.values}
        );
    }
    hpa::Observation seen;
    seen.now = recorded_time(step.time_s);
    seen.spec_replicas = model::Replicas{step.spec_replicas};
    seen.status_replicas = model::Replicas{step.status_replicas};
    seen.pods = pods;
    seen.readings = readings;
    return autoscaler.sync(seen);
}

std::vector<RecordedCondition> conditions_of(const hpa::Status& status) {
    std::vector<RecordedCondition> conditions;
    for (const hpa::Condition& condition : status.conditions.all()) {
        conditions.push_back(
            {std::string{to_string(condition.type)},
             condition.is_true,
             std::string{to_string(condition.reason)}}
        );
    }
    std::sort(conditions.begin(), conditions.end());
    return conditions;
}

std::string text_of(const std::vector<RecordedCondition>& conditions) {
    std::string text;
    for (const RecordedCondition& condition : conditions) {
        text += fmt::format(" {}={}/{}", condition.type, condition.is_true, condition.reason);
    }
    return text;
}

std::string text_of(const std::vector<kube::MetricStatus>& metrics) {
    std::string text;
    for (const kube::MetricStatus& metric : metrics) {
        text += kube::to_json(kube::encode(metric)) + " ";
    }
    return text;
}

std::string text_of(std::optional<std::int64_t> number) {
    return number ? std::to_string(*number) : "none";
}

std::optional<std::string> difference(
    std::string_view what, std::optional<std::int64_t> recorded, std::optional<std::int64_t> ours
) {
    if (recorded == ours) {
        return std::nullopt;
    }
    return fmt::format("{}: recorded {}, ours {}", what, text_of(recorded), text_of(ours));
}

std::vector<kube::MetricStatus> metrics_of(const HpaCase& recorded, const hpa::Status& status) {
    std::vector<kube::MetricStatus> metrics;
    for (std::size_t i = 0; i < status.metrics.size(); ++i) {
        metrics.push_back(horizontal::metric_status(recorded.spec.metrics[i], status.metrics[i]));
    }
    return metrics;
}

std::optional<std::string> compare(
    const RecordedOutcome& expect, const hpa::Decision& decision, const hpa::Status& status
) {
    const auto scaled = decision.rescale ? std::optional{decision.desired.count()} : std::nullopt;
    std::optional<std::int64_t> last_scale;
    if (status.last_scale) {
        last_scale =
            std::chrono::duration_cast<std::chrono::seconds>(*status.last_scale - recorded_time(0)).count();
    }
    for (const auto& found :
         {difference("scaled_to", expect.scaled_to, scaled),
          difference("desired_replicas", expect.desired, status.desired.count()),
          difference("current_replicas", expect.current, status.current.count()),
          difference("last_scale_s", expect.last_scale_s, last_scale)}) {
        if (found) {
            return found;
        }
    }
    const std::vector<RecordedCondition> conditions = conditions_of(status);
    if (conditions != expect.conditions) {
        return fmt::format("conditions: recorded{}; ours{}", text_of(expect.conditions), text_of(conditions));
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> replay(const HpaCase& recorded, bool metrics_are_recorded) {
    hpa::Autoscaler autoscaler{horizontal::policy_spec(recorded.spec), recorded.settings};
    for (const RecordedStep& step : recorded.steps) {
        const hpa::Decision& decision = sync(autoscaler, recorded, step);
        std::optional<std::string> found = compare(step.expect, decision, autoscaler.status());
        if (!found && (metrics_are_recorded || step.expect.metrics)) {
            const std::vector<kube::MetricStatus> ours = metrics_of(recorded, autoscaler.status());
            const std::vector<kube::MetricStatus> theirs =
                step.expect.metrics.value_or(std::vector<kube::MetricStatus>{});
            if (ours != theirs) {
                found = fmt::format("current_metrics: recorded {}; ours {}", text_of(theirs), text_of(ours));
            }
        }
        if (found) {
            return fmt::format("{}: at {} s: {}", recorded.id, step.time_s, *found);
        }
    }
    return std::nullopt;
}

Result<Outcome> run_hpa_file(const std::filesystem::path& file) {
    FLOTILLA_TRY(const kube::Json json, read_recorded(file));
    std::string problem;
    const JsonView view{json, file.string(), problem};
    const std::string kind = view.text("kind");
    if (problem.empty() && !kind.starts_with("hpa-")) {
        problem = fmt::format("{}: holds cases of kind {}, not of hpa", file.string(), kind);
    }
    Outcome outcome;
    for (const JsonView& item : view.at("cases").items()) {
        auto recorded = read_hpa_case(item);
        if (!recorded) {
            return with_context(recorded.error(), file.string());
        }
        // Only single syncs have their metrics recorded; there, none means that none were read.
        if (auto failure = replay(*recorded, kind == "hpa-single")) {
            outcome.failures.push_back(std::move(*failure));
        } else {
            ++outcome.passed;
        }
    }
    if (!problem.empty()) {
        return fail(ErrorCode::InvalidArgument, problem);
    }
    return outcome;
}

}  // namespace flotilla::testing::golden
