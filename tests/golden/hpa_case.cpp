#include "golden/hpa_case.hpp"

#include <algorithm>
#include <chrono>

#include "flotilla/kube/api/codec.hpp"

namespace flotilla::testing::golden {
namespace {

namespace hpa = policy::hpa;

Duration seconds(const JsonView& view, std::string_view key) {
    return std::chrono::seconds{view.integer(key)};
}

hpa::Settings read_settings(const JsonView& view) {
    hpa::Settings settings;
    const JsonView flags = view.at("flags");
    settings.sync_period = seconds(flags, "sync_period_s");
    settings.downscale_stabilization = seconds(flags, "downscale_stabilization_s");
    settings.cpu_initialization_period = seconds(flags, "cpu_initialization_period_s");
    settings.initial_readiness_delay = seconds(flags, "initial_readiness_delay_s");
    settings.tolerance = flags.at("tolerance").number();
    settings.configurable_tolerance = view.has("gates") && view.at("gates").flag("HPAConfigurableTolerance");
    return settings;
}

template <class T>
T read_typed(const JsonView& view) {
    auto value = kube::decode<T>(view.json());
    if (!value) {
        view.complain(value.error().message);
        return T{};
    }
    return std::move(*value);
}

std::vector<kube::Container> read_containers(const std::vector<JsonView>& views) {
    std::vector<kube::Container> containers;
    for (const JsonView& view : views) {
        kube::Container& container = containers.emplace_back();
        container.name = view.text("name");
        for (const char* resource : {"cpu", "memory"}) {
            if (const auto text = view.optional_text(resource)) {
                const auto quantity = kube::Quantity::parse(*text);
                if (!quantity) {
                    view.at(resource).complain(quantity.error().message);
                    continue;
                }
                container.resources.requests.emplace(resource, *quantity);
            }
        }
    }
    return containers;
}

kube::Pod read_pod(const JsonView& view, const std::vector<kube::Container>& usual) {
    kube::Pod pod;
    pod.metadata.name = view.text("name");
    pod.status.phase = view.text("phase");
    pod.spec.containers = view.has("containers") ? read_containers(view.at("containers").items()) : usual;
    if (const auto start = view.optional_integer("start_s")) {
        pod.status.start_time = recorded_time(*start);
    }
    if (const auto ready = view.optional_text("ready")) {
        kube::PodCondition& condition = pod.status.conditions.emplace_back();
        condition.type = "Ready";
        condition.status = *ready;
        if (const auto since = view.optional_integer("ready_s")) {
            condition.last_transition_time = recorded_time(*since);
        }
    }
    if (view.flag("deleting")) {
        pod.metadata.deletion_timestamp = recorded_time(0);
    }
    return pod;
}

RecordedMetric read_metric(const JsonView& view) {
    RecordedMetric metric;
    metric.is_error = view.has("error");
    if (view.has("pod_samples")) {
        for (const auto& [name, sample] : view.at("pod_samples").members()) {
            const std::vector<JsonView> parts = sample.items();
            if (parts.size() != 3) {
                sample.complain("wanted [milli-units, time_s, window_s]");
                continue;
            }
            const Duration window = std::chrono::seconds{parts[2].integer()};
            const hpa::Sample value{parts[0].integer(), recorded_time(parts[1].integer()), window};
            metric.pod_samples.emplace_back(name, value);
        }
    }
    if (const auto value = view.optional_integer("value_milli")) {
        metric.values.push_back(*value);
    }
    for (const JsonView& value : view.optional_items("values_milli")) {
        metric.values.push_back(value.integer());
    }
    return metric;
}

RecordedOutcome read_outcome(const JsonView& view) {
    RecordedOutcome outcome;
    outcome.desired = view.integer("desired_replicas");
    outcome.current = view.integer("current_replicas");
    outcome.scaled_to = view.optional_integer("scaled_to");
    outcome.last_scale_s = view.optional_integer("last_scale_s");
    for (const JsonView& condition : view.optional_items("conditions")) {
        const bool is_true = condition.text("status") == "True";
        outcome.conditions.push_back({condition.text("type"), is_true, condition.text("reason")});
    }
    std::sort(outcome.conditions.begin(), outcome.conditions.end());
    if (view.has("current_metrics")) {
        outcome.metrics.emplace();
        for (const JsonView& metric : view.at("current_metrics").items()) {
            outcome.metrics->push_back(read_typed<kube::MetricStatus>(metric));
        }
    }
    return outcome;
}

RecordedStep read_step(const JsonView& view, const std::vector<kube::Container>& usual) {
    RecordedStep step;
    step.time_s = view.integer("time_s");
    step.spec_replicas = view.integer("spec_replicas");
    step.status_replicas = view.integer("status_replicas");
    for (const JsonView& pod : view.optional_items("pods")) {
        step.pods.push_back(read_pod(pod, usual));
    }
    for (const JsonView& metric : view.optional_items("metrics")) {
        step.metrics.push_back(read_metric(metric));
    }
    step.expect = read_outcome(view.at("expect"));
    return step;
}

}  // namespace

WallTime recorded_time(std::int64_t seconds) {
    constexpr std::int64_t kZero = 1'700'000'000;  // the recording's zero is arbitrary
    return WallTime{std::chrono::seconds{kZero + seconds}};
}

Result<HpaCase> read_hpa_case(const JsonView& view) {
    HpaCase out;
    std::string problem;
    const JsonView noted{view.json(), view.has("id") ? view.text("id") : "case", problem};
    out.id = noted.text("id");
    out.settings = read_settings(noted);
    out.spec = read_typed<kube::HorizontalPodAutoscalerSpec>(noted.at("spec"));
    const std::vector<kube::Container> usual = read_containers(noted.optional_items("containers"));
    for (const JsonView& step : noted.at("steps").items()) {
        out.steps.push_back(read_step(step, usual));
        if (out.steps.back().metrics.size() < out.spec.metrics.size()) {
            step.complain("fewer metrics than the spec has");
        }
    }
    if (!problem.empty()) {
        return fail(ErrorCode::InvalidArgument, problem);
    }
    return out;
}

}  // namespace flotilla::testing::golden
