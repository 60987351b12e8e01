#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/units.hpp"

namespace flotilla::model {

struct RunningContainer {
    std::string name;
    std::optional<Millicores> cpu_limit;

    friend bool operator==(const RunningContainer&, const RunningContainer&) = default;
};

/// The object that pods are made for: a Deployment, a StatefulSet, …
struct Workload {
    std::string name;  ///< "deployments.apps/web"
    WallTime created{};
    std::map<std::string, std::string, std::less<>> annotations;

    friend bool operator==(const Workload&, const Workload&) = default;
};

/// A pod that runs, as its node sees it.
struct RunningPod {
    std::string namespace_;
    std::string name;
    std::string uid;
    std::string node;
    WallTime started{};
    bool is_ready = false;
    std::vector<RunningContainer> containers;
    std::map<std::string, std::string, std::less<>> annotations;
    std::optional<Workload> workload;

    friend bool operator==(const RunningPod&, const RunningPod&) = default;
};

/// What a container has used, as its counters say.
struct ContainerUsage {
    double cpu_seconds = 0;  ///< since its start; never falls
    Bytes memory;            ///< working set

    friend bool operator==(const ContainerUsage&, const ContainerUsage&) = default;
};

/// What simulated containers use. Whoever joins a cluster to a simulation binds one.
class UsageModel {
public:
    UsageModel() = default;
    UsageModel(const UsageModel&) = delete;
    UsageModel& operator=(const UsageModel&) = delete;
    virtual ~UsageModel() = default;

    /// Lets the time since the last call pass; `pods` run now. The first call only says what runs.
    virtual void advance(WallTime now, std::span<const RunningPod> pods) = 0;

    /// The counters of each container, in the pod's order; empty when nothing is known of the pod.
    [[nodiscard]] virtual std::vector<ContainerUsage> usage(const RunningPod& pod) const = 0;
};

}  // namespace flotilla::model
