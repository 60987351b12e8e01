#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// What goes wrong in an embedded cluster, and when: the file behind `flotilla cluster up --faults`.
namespace flotilla::cluster::faults {

enum class NodeFaultKind {
    Down,  ///< sends no heartbeat, and its pods do nothing
    Slow,  ///< pods that begin on it take `factor` times as long
};

struct NodeFault {
    std::string node;
    NodeFaultKind kind = NodeFaultKind::Down;
    double factor = 1;

    friend bool operator==(const NodeFault&, const NodeFault&) = default;
};

enum class PodFaultKind {
    Crash,        ///< containers end with an error
    OutOfMemory,  ///< containers are killed for their memory
    NeverReady,   ///< readiness is taken away
    Kill,         ///< the pod is deleted, without grace
};

struct PodFault {
    std::string namespace_ = "default";
    std::string selector;                 ///< of labels; empty: every pod of the namespace
    std::optional<std::int64_t> count{};  ///< so many of them, drawn by lot; absent: all
    PodFaultKind kind = PodFaultKind::Crash;

    friend bool operator==(const PodFault&, const PodFault&) = default;
};

/// Of requests for resources. Empty sets: any. The cluster's own controllers are spared unless `users` names
/// them.
struct ApiFault {
    std::set<std::string> verbs{};      ///< "patch", "watch", …
    std::set<std::string> resources{};  ///< "pods", "deployments/scale"
    std::set<std::string> users{};
    double share = 1;                             ///< of these requests, in (0, 1]
    Duration delay{0};                            ///< before the answer
    int status = 0;                               ///< answered instead: 4xx or 5xx; 0: none
    int retry_after_seconds = 1;                  ///< said with 429 and 503
    std::optional<Duration> cut_watches_after{};  ///< watches that begin now end without a word after that
    bool drop_watches = false;                    ///< those under way end at the beginning of the fault

    friend bool operator==(const ApiFault&, const ApiFault&) = default;
};

/// The cluster's wall clock is wrong by that much; intervals are not.
struct ClockFault {
    Duration skew{0};

    friend bool operator==(const ClockFault&, const ClockFault&) = default;
};

struct TimedFault {
    Duration at{0};                    ///< since the cluster became ready
    std::optional<Duration> length{};  ///< absent: for good
    std::variant<NodeFault, PodFault, ApiFault, ClockFault> what;

    friend bool operator==(const TimedFault&, const TimedFault&) = default;
};

struct FaultPlan {
    std::vector<TimedFault> faults;  ///< in the order of the file

    [[nodiscard]] bool is_empty() const { return faults.empty(); }
    friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

/// Reads the YAML of a faults file; docs/reference/faults.md has its fields. InvalidArgument: the line of
/// what is no YAML, or the field and what it wants: "faults[2].api.status: …".
Result<FaultPlan> parse_fault_plan(std::string_view yaml);

}  // namespace flotilla::cluster::faults
