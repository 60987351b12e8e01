#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Removes pods that no kubelet can remove any more: those bound to a node that is gone.
class PodCollectionPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "pod-garbage-collector"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
