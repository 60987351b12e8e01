#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Gives every node that fits one pod of each DaemonSet, bound to it from the start, and replaces pods of an
/// older template as fast as maxUnavailable allows. There are no ControllerRevisions.
class DaemonSetPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "daemonset"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    struct Round;
    static void replace_old(Round& round);
    static void write_status(Round& round);

    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
