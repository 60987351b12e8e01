#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "flotilla/sim/fluid/flow_model.hpp"

namespace flotilla::sim::fluid {

/// What users meet in one second of one world.
struct Second {
    float rate = 0;       ///< entry requests that finished
    float failed = 0;     ///< of them, share that failed
    float mean = 0;       ///< seconds, of those that did not
    float variance = 0;   ///< seconds²
    float violating = 0;  ///< share above the SLO's latency, failed ones included
};

/// Many worlds of one application, in steps of one second: every quantity is a row over the worlds, so that a
/// step is a loop without branches. Not for several threads at once; give each thread worlds of its own.
///
/// A service takes what its callers let through, at most what its ready pods can work off; the rest waits. A
/// visit waits what the pod curve says at the pod's utilization, and as long as the backlog takes. The time
/// of an entry request is taken as lognormal with the mean and variance of the sum of its visits.
class Worlds {
public:
    /// @param model outlives this
    Worlds(const FlowModel& model, std::size_t count);

    [[nodiscard]] std::size_t count() const { return count_; }
    /// Every service of the world with so many ready pods, and nothing waiting. Row of services.
    void reset(std::size_t world, std::span<const int> replicas);
    /// Requests a second that arrive whatever happens, and users who wait for their answers; either may be 0.
    void set_load(std::size_t world, float rate, float users);
    /// Asks for a number of pods: new ones start, surplus ones go at once, starting ones first.
    void scale(std::size_t world, std::size_t service, int replicas);
    void advance();

    [[nodiscard]] const Second& second(std::size_t world) const { return seconds_[world]; }
    [[nodiscard]] float ready(std::size_t world, std::size_t service) const {
        return ready_[at(world, service)];
    }
    [[nodiscard]] float starting(std::size_t world, std::size_t service) const {
        return starting_[at(world, service)];
    }
    [[nodiscard]] int desired(std::size_t world, std::size_t service) const {
        return desired_[at(world, service)];
    }
    /// Visits a second that were worked off in the last step.
    [[nodiscard]] float visits(std::size_t world, std::size_t service) const {
        return served_[at(world, service)];
    }
    /// Cores that were used in the last step, by starting pods as well.
    [[nodiscard]] float cores_used(std::size_t world, std::size_t service) const {
        return used_[at(world, service)];
    }
    [[nodiscard]] float waiting(std::size_t world, std::size_t service) const {
        return waiting_[at(world, service)];
    }
    /// Cores that all pods of the world reserve.
    [[nodiscard]] float cores_requested(std::size_t world) const;

private:
    [[nodiscard]] std::size_t at(std::size_t world, std::size_t service) const {
        return service * count_ + world;
    }
    void start_pods();
    void enter();
    void flow_through(std::size_t service);
    void answer();

    const FlowModel& model_;
    std::size_t count_;
    std::size_t longest_start_ = 1;
    std::size_t now_ = 0;       ///< in the ring of starts
    std::vector<float> rate_;   // [world]
    std::vector<float> users_;  // [world]
    std::vector<Second> seconds_;
    std::vector<float> ready_, starting_, waiting_, arriving_, served_, used_, delay_, variance_,
        refused_;                        // [service × world]
    std::vector<int> desired_;           // [service × world]
    std::vector<float> becoming_ready_;  // [service × world × second of the ring]
};

}  // namespace flotilla::sim::fluid
