#include "flotilla/cluster/usage/monitor.hpp"

#include <algorithm>
#include <chrono>

namespace flotilla::cluster::usage {
namespace {

/// Below this, a new container's start is no basis for a rate.
constexpr Duration kShortestWindow = std::chrono::seconds{10};

PodSample sample_between(
    const model::RunningPod& pod,
    WallTime from,
    const std::vector<model::ContainerUsage>& before,
    WallTime to,
    const std::vector<model::ContainerUsage>& after
) {
    PodSample sample{pod.node, std::chrono::floor<std::chrono::seconds>(to), to - from, {}};
    const double seconds = std::chrono::duration<double>(to - from).count();
    for (std::size_t i = 0; i < pod.containers.size(); ++i) {
        const double used = after[i].cpu_seconds - (before.empty() ? 0.0 : before[i].cpu_seconds);
        sample.containers.push_back({pod.containers[i].name, std::max(0.0, used) / seconds, after[i].memory});
    }
    return sample;
}

}  // namespace

Monitor::Monitor(Store& store, model::UsageModel& usage, io::Clock& clock, Duration resolution)
    : usage_{usage}, clock_{clock}, resolution_{resolution}, running_{store}, pods_{&running_.read()} {}

boost::asio::awaitable<void> Monitor::run() {
    for (;;) {
        read();
        co_await clock_.sleep_for(resolution_);
    }
}

void Monitor::read_pod(
    const model::RunningPod& pod, WallTime now, std::map<std::string, Reading, std::less<>>& next
) {
    Reading reading{now, usage_.usage(pod), std::nullopt};
    if (reading.usage.size() != pod.containers.size()) {
        return;  // nothing is known of it
    }
    const auto known = readings_.find(pod.uid);
    const bool is_known = known != readings_.end() && known->second.usage.size() == reading.usage.size();
    const Duration age = now - pod.started;
    if (is_known && known->second.time < now) {
        reading.sample = sample_between(pod, known->second.time, known->second.usage, now, reading.usage);
    } else if (!is_known && age >= kShortestWindow && age < resolution_) {
        reading.sample = sample_between(pod, pod.started, {}, now, reading.usage);
    }
    next.emplace(pod.uid, std::move(reading));
}

void Monitor::read() {
    const WallTime now = clock_.wall_now();
    pods_ = &running_.read();
    usage_.advance(now, *pods_);
    std::map<std::string, Reading, std::less<>> next;
    for (const model::RunningPod& pod : *pods_) {
        read_pod(pod, now, next);
    }
    readings_ = std::move(next);
    last_ = now;
}

const PodSample* Monitor::find(std::string_view uid) const {
    const auto found = readings_.find(uid);
    return found == readings_.end() || !found->second.sample ? nullptr : &*found->second.sample;
}

}  // namespace flotilla::cluster::usage
