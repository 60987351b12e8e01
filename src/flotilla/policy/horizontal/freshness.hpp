#pragma once
#include <optional>
#include <string>

#include "flotilla/model/decision.hpp"
#include "flotilla/model/observation.hpp"

namespace flotilla::policy {

/// Why a sample must not be acted on: missing, stale, or no finite number of 0 or more. Nothing when it may
/// be used.
std::optional<model::Reason> objection(
    const std::string& metric, const std::optional<model::MetricSample>& sample, Duration max_age
);

/// The same for CPU; a request of 0 is no basis for utilization.
std::optional<model::Reason> objection(const std::optional<model::CpuUsage>& cpu, Duration max_age);

}  // namespace flotilla::policy
