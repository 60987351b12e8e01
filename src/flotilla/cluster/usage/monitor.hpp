#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/cluster/usage/running_pods.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/model/usage_model.hpp"

namespace flotilla::cluster::usage {

/// The mean of a container over a window.
struct ContainerSample {
    std::string name;
    double cores = 0;
    model::Bytes memory;
};

/// A pod's usage as the metrics API shows it.
struct PodSample {
    std::string node;
    WallTime time{};  ///< end of the window, in whole seconds
    Duration window{0};
    std::vector<ContainerSample> containers;
};

/// Reads the counters of all running pods every resolution and makes rates of them, as metrics-server does: a
/// sample is the mean between the last two readings. A container that started less than one resolution, but
/// at least ten seconds before its first reading has a sample from its start on; other new ones have none
/// yet.
class Monitor {
public:
    /// @param store, usage  outlive this
    Monitor(Store& store, model::UsageModel& usage, io::Clock& clock, Duration resolution);

    /// Reads until it is cancelled.
    boost::asio::awaitable<void> run();
    /// One reading, now.
    void read();

    /// The last sample of a pod; null: none (yet).
    [[nodiscard]] const PodSample* find(std::string_view uid) const;
    /// What runs, and what its counters say, as of the last reading.
    [[nodiscard]] const std::vector<model::RunningPod>& pods() const { return *pods_; }
    [[nodiscard]] const model::UsageModel& usage() const { return usage_; }
    [[nodiscard]] std::optional<WallTime> last_reading() const { return last_; }
    [[nodiscard]] Duration resolution() const { return resolution_; }

private:
    struct Reading {
        WallTime time{};
        std::vector<model::ContainerUsage> usage;
        std::optional<PodSample> sample;
    };

    void read_pod(
        const model::RunningPod& pod, WallTime now, std::map<std::string, Reading, std::less<>>& next
    );

    model::UsageModel& usage_;
    io::Clock& clock_;
    Duration resolution_;
    RunningPods running_;
    const std::vector<model::RunningPod>* pods_;
    std::optional<WallTime> last_;
    std::map<std::string, Reading, std::less<>> readings_;  // by uid
};

}  // namespace flotilla::cluster::usage
