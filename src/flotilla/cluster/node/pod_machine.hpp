#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/controllers/engine/instant.hpp"

/// What a simulated kubelet does with one pod, as a state machine: no clock, no I/O, no Kubernetes objects.
namespace flotilla::cluster::node {

using controllers::Instant;

enum class RestartPolicy { Always, OnFailure, Never };

struct ContainerScript {
    std::string name;
    std::string image;
};

/// What will happen to a pod on its node; drawn once, when the kubelet first sees it.
struct PodScript {
    std::vector<ContainerScript> init_containers;  ///< run one after another, before the others
    std::vector<ContainerScript> containers;
    RestartPolicy restart_policy = RestartPolicy::Always;
    Duration pull{0};   ///< until all images are there
    Duration init{0};   ///< each init container
    Duration start{0};  ///< until the containers run
    Duration ready{0};  ///< from running to ready
    Duration stop{0};   ///< from the order to stop to the end, preStop included; cut off by the grace period
    std::optional<Duration> run_for = std::nullopt;  ///< the containers end by themselves after that
    int exit_code = 0;                               ///< with which they do
    bool never_ready = false;
    std::optional<std::string> pull_error = std::nullopt;  ///< the image can't be pulled, and why
};

struct Waiting {
    std::string reason;
    std::string message;
    friend bool operator==(const Waiting&, const Waiting&) = default;
};
struct Running {
    WallTime since{};
    friend bool operator==(const Running&, const Running&) = default;
};
struct Terminated {
    int exit_code = 0;
    std::string reason;
    WallTime started{};
    WallTime finished{};
    friend bool operator==(const Terminated&, const Terminated&) = default;
};
using ContainerState = std::variant<Waiting, Running, Terminated>;

/// A container as the pod's status shows it.
struct ContainerPicture {
    ContainerState state;
    std::optional<Terminated> last = std::nullopt;
    bool is_ready = false;
    std::int64_t restarts = 0;
};

enum class PodPhase { Pending, Running, Succeeded, Failed };
std::string_view to_string(PodPhase phase);

/// How containers end when they are made to.
enum class Crash { Error, OutOfMemory };

class PodMachine {
public:
    PodMachine(PodScript script, Instant now);

    /// Takes every step that is due. True: the pod looks different now.
    bool advance(Instant now);
    /// Ends the named running container, or all of them when the name is empty. True: one of them ran.
    bool crash(std::string_view container, Crash how, Instant now);
    /// The pod was told to go. A second call can only shorten the time.
    void terminate(Duration grace, Instant now);
    /// Readiness from outside, for faults: false takes readiness away until it is given back.
    bool set_may_be_ready(bool allowed);

    /// When `advance` has something to do next; nothing: never.
    [[nodiscard]] std::optional<TimePoint> next() const;
    /// All containers have ended after `terminate`: the object may go.
    [[nodiscard]] bool is_stopped() const { return stopped_; }
    [[nodiscard]] bool is_terminating() const { return stop_at_.has_value(); }

    [[nodiscard]] PodPhase phase() const;
    [[nodiscard]] bool is_initialized() const { return initialized_; }
    [[nodiscard]] bool is_ready() const;
    [[nodiscard]] WallTime started() const { return created_.wall; }
    [[nodiscard]] const PodScript& script() const { return script_; }
    [[nodiscard]] const std::vector<ContainerPicture>& init_containers() const { return init_pictures_; }
    [[nodiscard]] const std::vector<ContainerPicture>& containers() const { return pictures_; }

private:
    struct Timing {
        std::optional<TimePoint> change = std::nullopt;  ///< waiting: when it starts; running: when it ends
        std::optional<TimePoint> ready = std::nullopt;
        TimePoint started{};
        Duration back_off{0};
    };

    bool advance_start(Instant now);
    bool advance_init(Instant now);
    bool advance_container(std::size_t index, Instant now);
    void run_container(std::size_t index, Instant now);
    void end_container(std::size_t index, int exit_code, std::string reason, Instant now);
    [[nodiscard]] bool restarts_after(int exit_code) const;

    PodScript script_;
    Instant created_;
    std::vector<ContainerPicture> init_pictures_;
    std::vector<ContainerPicture> pictures_;
    std::vector<Timing> timings_;
    std::optional<TimePoint> start_at_;      ///< images are there, init containers begin
    std::optional<TimePoint> init_ends_at_;  ///< of the init container that runs
    std::size_t init_done_ = 0;
    bool initialized_ = false;
    bool may_be_ready_ = true;
    std::optional<TimePoint> stop_at_;
    bool stopped_ = false;
};

}  // namespace flotilla::cluster::node
