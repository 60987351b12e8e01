#pragma once
#include <map>
#include <set>
#include <string>

#include "flotilla/cluster/controllers/engine/planner.hpp"
#include "flotilla/cluster/controllers/scheduler/fit.hpp"

namespace flotilla::cluster::controllers {

/// Puts pods of the scheduler "default-scheduler" on nodes: the emptiest one that fits, by name among equals.
class SchedulerPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "scheduler"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;
    void refused(const kube::ObjectKey& key, const Change& change, const Error& error) override;
    /// What it has bound counts at once; the world may show it later.
    [[nodiscard]] bool waits_for_own_writes() const override { return false; }

private:
    void track(const PodView* before, const PodView* after);
    void count(const std::string& node, const Amounts& requests, int sign);
    void assume(const PodView& pod, const std::string& node);
    void forget_assumed(const kube::ObjectKey& key);
    [[nodiscard]] static bool occupies(const PodView& pod);
    [[nodiscard]] static Plan refuse(
        const PodView& pod, const kube::Json& json, const std::string& why, WallTime now
    );

    struct Assumed {
        std::string node;
        Amounts requests;
    };

    World* world_ = nullptr;
    Enqueue enqueue_;
    std::map<std::string, NodeUse, std::less<>> use_;  ///< by node, kept up with every change of a pod
    std::map<kube::ObjectKey, Assumed> assumed_;       ///< bound by us, not seen on the node yet
    std::set<kube::ObjectKey> waiting_;                ///< pods that fitted nowhere
};

}  // namespace flotilla::cluster::controllers
