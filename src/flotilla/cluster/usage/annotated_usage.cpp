#include "flotilla/cluster/usage/annotated_usage.hpp"

#include <algorithm>
#include <chrono>

namespace flotilla::cluster::usage {
namespace {

using model::RunningPod;

std::string annotation(const std::map<std::string, std::string, std::less<>>& of, std::string_view key) {
    const auto found = of.find(key);
    return found == of.end() ? "" : found->second;
}

std::string memory_annotation(const RunningPod& pod) {
    std::string text = annotation(pod.annotations, kMemoryUsageAnnotation);
    if (text.empty() && pod.workload) {
        text = annotation(pod.workload->annotations, kMemoryUsageAnnotation);
    }
    return text;
}

std::string workload_of(const RunningPod& pod) {
    return pod.workload ? pod.namespace_ + "/" + pod.workload->name : "";
}

}  // namespace

const LoadScript* AnnotatedUsage::script(const std::string& text) {
    if (text.empty()) {
        return nullptr;
    }
    auto found = scripts_.find(text);
    if (found == scripts_.end()) {
        auto parsed = LoadScript::parse(text);
        found = scripts_.emplace(text, parsed ? std::optional{std::move(*parsed)} : std::nullopt).first;
    }
    return found->second ? &*found->second : nullptr;
}

/// @param sharers  ready pods of the same workload
double AnnotatedUsage::cpu_seconds(const RunningPod& pod, WallTime from, WallTime to, std::int64_t sharers) {
    double used = 0;
    if (const LoadScript* own = script(annotation(pod.annotations, kCpuUsageAnnotation))) {
        used += own->integral(from - pod.started, to - pod.started);
    }
    if (pod.workload && pod.is_ready) {
        if (const LoadScript* shared = script(annotation(pod.workload->annotations, kCpuLoadAnnotation))) {
            const WallTime created = pod.workload->created;
            used += shared->integral(from - created, to - created) / static_cast<double>(sharers);
        }
    }
    if (!pod.containers.empty() && pod.containers.front().cpu_limit) {
        const double seconds = std::chrono::duration<double>(to - from).count();
        const auto limit = static_cast<double>(pod.containers.front().cpu_limit->count()) / 1000.0;
        used = std::min(used, limit * seconds);
    }
    return used;
}

void AnnotatedUsage::advance(WallTime now, std::span<const RunningPod> pods) {
    std::map<std::string, std::int64_t> ready;
    for (const RunningPod& pod : pods) {
        ready[workload_of(pod)] += pod.is_ready ? 1 : 0;
    }
    std::map<std::string, model::ContainerUsage> used;
    for (const RunningPod& pod : pods) {
        const auto known = used_.find(pod.uid);
        model::ContainerUsage usage = known == used_.end() ? model::ContainerUsage{} : known->second;
        const WallTime from = std::max(last_.value_or(now), pod.started);
        if (from < now) {
            usage.cpu_seconds += cpu_seconds(pod, from, now, ready[workload_of(pod)]);
        }
        const LoadScript* memory = script(memory_annotation(pod));
        usage.memory =
            model::Bytes{memory == nullptr ? 0 : static_cast<std::int64_t>(memory->at(now - pod.started))};
        used.emplace(pod.uid, usage);
    }
    used_ = std::move(used);
    last_ = now;
}

std::vector<model::ContainerUsage> AnnotatedUsage::usage(const RunningPod& pod) const {
    const auto found = used_.find(pod.uid);
    if (found == used_.end()) {
        return {};
    }
    std::vector<model::ContainerUsage> containers(pod.containers.size());
    if (!containers.empty()) {
        containers.front() = found->second;
    }
    return containers;
}

}  // namespace flotilla::cluster::usage
