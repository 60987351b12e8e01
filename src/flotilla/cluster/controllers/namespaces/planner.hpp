#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Empties namespaces that are being deleted, then lets them go.
class NamespacePlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "namespace"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
