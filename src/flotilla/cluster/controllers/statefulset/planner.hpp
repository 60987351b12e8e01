#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// What a StatefulSet knows of the pod of one ordinal.
struct OrdinalState {
    std::int64_t ordinal = 0;
    bool exists = false;
    bool is_going = false;
    bool has_ended = false;  ///< failed or succeeded: to be made anew
    bool is_available = false;
    bool is_current = true;  ///< made from the template of now
};

/// What to do next. At most one of an ordered set, all that is to be done of a parallel one.
struct OrdinalStep {
    enum class Act { Create, Delete } act = Act::Create;
    std::int64_t ordinal = 0;

    friend bool operator==(const OrdinalStep&, const OrdinalStep&) = default;
};

/// @param states of the ordinals that should be there, and behind them of those beyond, each in order
/// @param wanted how many of them should be there
/// @param partition ordinals below it keep their template; absent: pods are never replaced (OnDelete)
std::vector<OrdinalStep> next_steps(
    const std::vector<OrdinalState>& states,
    std::size_t wanted,
    bool is_parallel,
    std::optional<std::int64_t> partition
);

/// Gives each ordinal of StatefulSets its pod and its volume claims, one after the other, and replaces pods
/// of an older template from the last to the first. There are no ControllerRevisions: a pod that is lost
/// below the partition comes back with the template of now.
class StatefulSetPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "statefulset"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    struct Round;
    void make_pod(Round& round, std::int64_t ordinal) const;

    World* world_ = nullptr;
    ShelfBase* claims_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
