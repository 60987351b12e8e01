#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/cluster/usage/load_script.hpp"
#include "flotilla/model/usage_model.hpp"

namespace flotilla::cluster::usage {

/// On a workload: CPU that its ready pods share evenly, as a script since the workload's creation.
inline constexpr std::string_view kCpuLoadAnnotation = "flotilla.dev/cpu-load";
/// On a pod: CPU of its own, as a script since the pod's start.
inline constexpr std::string_view kCpuUsageAnnotation = "flotilla.dev/cpu-usage";
/// On a pod or a workload: memory of each pod, as a script since the pod's start.
inline constexpr std::string_view kMemoryUsageAnnotation = "flotilla.dev/memory-usage";

/// Usage as annotations say it. The first container of a pod does the work, up to its CPU limit; what nobody
/// speaks of uses nothing, and so does what cannot be understood.
class AnnotatedUsage final : public model::UsageModel {
public:
    void advance(WallTime now, std::span<const model::RunningPod> pods) override;
    [[nodiscard]] std::vector<model::ContainerUsage> usage(const model::RunningPod& pod) const override;

private:
    const LoadScript* script(const std::string& text);
    double cpu_seconds(const model::RunningPod& pod, WallTime from, WallTime to, std::int64_t sharers);

    std::optional<WallTime> last_;
    std::map<std::string, model::ContainerUsage> used_;  // by uid
    std::map<std::string, std::optional<LoadScript>> scripts_;
};

}  // namespace flotilla::cluster::usage
