#pragma once
#include <cstdint>
#include <string>

#include "flotilla/cluster/node/delay.hpp"

namespace flotilla::cluster::node {

/// The simulated machines, and how long things take on them.
struct NodeOptions {
    NodeOptions() = default;

    std::int64_t count = 3;
    std::string name_prefix = "node-";
    std::string cpu = "8";
    std::string memory = "32Gi";
    std::int64_t pods = 110;

    Delay pull = LognormalDelay{std::chrono::milliseconds{1500}, 0.5};  ///< of images that the node has not
    Delay init = ConstantDelay{std::chrono::milliseconds{500}};         ///< each init container
    Delay start = UniformDelay{std::chrono::milliseconds{300}, std::chrono::milliseconds{800}};
    Delay ready = LognormalDelay{std::chrono::seconds{2}, 0.5};  ///< from running to ready
    Delay stop = UniformDelay{std::chrono::milliseconds{200}, std::chrono::milliseconds{1000}};
    double speed = 1;  ///< all of these are divided by it
    std::uint64_t seed = 1;

    Duration heartbeat = std::chrono::seconds{10};
    std::string kubelet_version = "v1.34.2";
};

/// What pods and nodes are told by annotation.
inline constexpr std::string_view kFaultAnnotation = "flotilla.dev/fault";             ///< see below
inline constexpr std::string_view kStartDelayAnnotation = "flotilla.dev/start-delay";  ///< pod: a delay
inline constexpr std::string_view kReadyDelayAnnotation = "flotilla.dev/ready-delay";  ///< pod: a delay
inline constexpr std::string_view kRunForAnnotation =
    "flotilla.dev/run-for";  ///< pod: its containers end after that
inline constexpr std::string_view kExitCodeAnnotation =
    "flotilla.dev/exit-code";  ///< pod: with which they do
inline constexpr std::string_view kPullErrorAnnotation =
    "flotilla.dev/pull-error";  ///< pod: why its image can't be pulled

// Values of flotilla.dev/fault. On a pod "crash" and "oom" act once for each new value ("crash 2" crashes it
// again); "never-ready" holds as long as it is there. On a node "down" and "slow 3" hold as long as they are
// there: the node is dead, or pods that begin on it take three times as long.
inline constexpr std::string_view kFaultCrash = "crash";
inline constexpr std::string_view kFaultOutOfMemory = "oom";
inline constexpr std::string_view kFaultNeverReady = "never-ready";
inline constexpr std::string_view kFaultDown = "down";
inline constexpr std::string_view kFaultSlow = "slow";

}  // namespace flotilla::cluster::node
