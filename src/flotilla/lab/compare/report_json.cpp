#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/lab/compare/report.hpp"

namespace flotilla::lab::compare {
namespace {

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

JsonObject json_of(const Interval& interval) {
    return {{"estimate", interval.estimate}, {"low", interval.low}, {"high", interval.high}};
}

JsonObject json_of(const Knobs& knobs) {
    JsonObject object;
    for (const auto& [name, value] : knobs) {
        object[name] = value;
    }
    return object;
}

template <class Range, class Form>
JsonArray array_of(const Range& range, Form form) {
    JsonArray array;
    array.reserve(range.size());
    for (const auto& each : range) {
        array.push_back(Json(form(each)));
    }
    return array;
}

template <class Value>
JsonArray plain(const std::vector<Value>& values) {
    return array_of(values, [](const Value& value) { return value; });
}

/// Values of a picture: three digits after the point are enough, and keep the page small.
Json rounded(double value) {
    return Json(std::round(value * 1000) / 1000);
}

JsonObject json_of(const WorkloadFacts& workload) {
    return {
        {"name", workload.name},
        {"split", to_string(workload.split)},
        {"kind", workload.kind},
        {"mean", workload.mean},
        {"peak", workload.peak},
        {"source", workload.source}
    };
}

JsonObject json_of(const Candidate& candidate) {
    return {
        {"knobs", json_of(candidate.knobs)},
        {"cost", candidate.cores},
        {"violation", candidate.violation},
        {"chosen", candidate.is_chosen}
    };
}

JsonObject json_of(const Judgement& judgement) {
    const Measures& mean = judgement.mean;
    return {
        {"cores", json_of(judgement.cores)},
        {"violation", json_of(judgement.violation)},
        {"windows", mean.violating_windows},
        {"errors", mean.error_rate},
        {"p50_ms", mean.p50_ms},
        {"p95_ms", mean.p95_ms},
        {"p99_ms", mean.p99_ms},
        {"core_hours", mean.core_hours},
        {"replica_hours", mean.replica_hours},
        {"starts", mean.starts},
        {"actions", mean.actions},
        {"requests", mean.requests}
    };
}

JsonObject json_of(const Against& against) {
    return {
        {"policy", against.policy},
        {"cost_ratio", json_of(against.cost_ratio)},
        {"violation_difference", json_of(against.violation_difference)},
        {"p_value", against.p_value}
    };
}

JsonObject json_of(const PolicyOutcome& policy) {
    JsonObject object{
        {"name", policy.name},
        {"summary", policy.summary},
        {"is_hpa", policy.is_hpa},
        {"is_bound", policy.is_bound},
        {"knobs", json_of(policy.knobs)},
        {"tuning", array_of(policy.tuning, [](const Candidate& each) { return json_of(each); })},
        {"test", json_of(policy.test)}
    };
    if (policy.against) {
        object["against"] = json_of(*policy.against);
    }
    return object;
}

JsonObject json_of(const std::map<std::string, std::vector<double>>& by_service) {
    JsonObject object;
    for (const auto& [service, values] : by_service) {
        object[service] = array_of(values, rounded);
    }
    return object;
}

JsonObject json_of(const Course& course) {
    return {
        {"latency_ms",
         array_of(
             course.latency_ms, [](const auto& value) { return value ? rounded(*value) : Json(nullptr); }
         )},
        {"cores", array_of(course.cores, rounded)},
        {"ready", json_of(course.ready)},
        {"desired", json_of(course.desired)}
    };
}

JsonObject json_of(const SeriesOfRun& series) {
    JsonObject policies;
    for (const auto& [name, course] : series.policies) {
        policies[name] = json_of(course);
    }
    return {
        {"workload", series.workload},
        {"seed", series.seed},
        {"step_s", seconds(series.step)},
        {"load", array_of(series.load, rounded)},
        {"policies", std::move(policies)}
    };
}

/// What the page follows over time at first: the best HPA, the default one, and the cheapest other.
JsonArray focus_of(const Comparison& comparison) {
    JsonArray focus;
    const PolicyOutcome* cheapest = nullptr;
    for (const PolicyOutcome& policy : comparison.policies) {
        const bool is_best_hpa = policy.is_hpa && !policy.against;
        if (is_best_hpa || (policy.is_hpa && policy.tuning.size() <= 1)) {
            focus.push_back(Json(policy.name));
        }
        const bool keeps_promise = policy.test.violation.estimate <= comparison.allowed;
        if (!policy.is_hpa && !policy.is_bound && keeps_promise &&
            (cheapest == nullptr || policy.test.cores.estimate < cheapest->test.cores.estimate)) {
            cheapest = &policy;
        }
    }
    if (cheapest != nullptr) {
        focus.push_back(Json(cheapest->name));
    }
    return focus;
}

/// The runs behind the figures: those of tuning and those of the test.
JsonObject budget_of(const Comparison& comparison) {
    std::int64_t tuning = 0;
    for (const RunRecord& run : comparison.runs) {
        tuning += run.split == Split::Test ? 0 : 1;
    }
    return {
        {"tuning_runs", tuning}, {"test_runs", static_cast<std::int64_t>(comparison.runs.size()) - tuning}
    };
}

}  // namespace

std::string to_json(const Comparison& comparison) {
    const model::Slo& slo = comparison.slo;
    const JsonObject root{
        {"format", "flotilla.comparison/v1"},
        {"name", comparison.name},
        {"application", comparison.application},
        {"level", comparison.level},
        {"version", comparison.version},
        {"command", comparison.command},
        {"slo",
         {{"name", slo.name},
          {"percentile", slo.percentile},
          {"latency_ms", seconds(slo.latency) * 1000},
          {"window_s", seconds(slo.window)},
          {"max_error_rate", slo.max_error_rate},
          {"allowed", comparison.allowed}}},
        {"timing",
         {{"warmup_s", seconds(comparison.warmup)},
          {"horizon_s", seconds(comparison.horizon)},
          {"scrape_s", seconds(comparison.scrape)}}},
        {"seeds", {{"tuning", plain(comparison.tuning_seeds)}, {"test", plain(comparison.test_seeds)}}},
        {"budget", budget_of(comparison)},
        {"workloads", array_of(comparison.workloads, [](const WorkloadFacts& each) { return json_of(each); })
        },
        {"policies", array_of(comparison.policies, [](const PolicyOutcome& each) { return json_of(each); })},
        {"focus", focus_of(comparison)},
        {"headline", plain(comparison.headline)},
        {"assumptions", plain(comparison.assumptions)},
        {"series", array_of(comparison.series, [](const SeriesOfRun& each) { return json_of(each); })}
    };
    return kube::to_json(Json(root));
}

}  // namespace flotilla::lab::compare
