#pragma once
#include "flotilla/cluster/controllers/endpoints/backends.hpp"
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Calls `enqueue` for Services whose backends a change may have altered.
void follow_backends(World& world, const Planner::Enqueue& enqueue);

/// Keeps the Endpoints object of each Service with a selector.
class EndpointsPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "endpoints"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    World* world_ = nullptr;
};

/// Keeps the EndpointSlices of each Service with a selector.
class EndpointSlicePlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "endpointslice"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    [[nodiscard]] std::vector<SeenPtr<DocumentView>> slices_of(const kube::ObjectKey& service) const;

    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
