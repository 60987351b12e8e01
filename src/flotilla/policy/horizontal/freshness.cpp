#include "flotilla/policy/horizontal/freshness.hpp"

#include <cmath>

namespace flotilla::policy {

using model::Reason;
using model::Rule;

std::optional<Reason> objection(
    const std::string& metric, const std::optional<model::MetricSample>& sample, Duration max_age
) {
    if (!sample) {
        return Reason{.rule = Rule::MetricMissing, .subject = metric};
    }
    if (sample->age > max_age) {
        return Reason{.rule = Rule::MetricStale, .subject = metric};
    }
    if (!std::isfinite(sample->value) || sample->value < 0) {
        return Reason{.rule = Rule::MetricInvalid, .subject = metric};
    }
    return std::nullopt;
}

std::optional<Reason> objection(const std::optional<model::CpuUsage>& cpu, Duration max_age) {
    if (!cpu) {
        return Reason{.rule = Rule::MetricMissing, .subject = "cpu"};
    }
    if (cpu->age > max_age) {
        return Reason{.rule = Rule::MetricStale, .subject = "cpu"};
    }
    if (cpu->usage < model::Millicores{0} || cpu->request <= model::Millicores{0}) {
        return Reason{.rule = Rule::MetricInvalid, .subject = "cpu"};
    }
    return std::nullopt;
}

}  // namespace flotilla::policy
