#pragma once
#include <map>
#include <set>
#include <string>

#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Watches the nodes' heartbeats: a silent node becomes Unknown and tainted, and its pods are evicted when
/// their patience ends.
class NodeLifecyclePlanner final : public Planner {
public:
    /// @param grace how long a node may be silent
    explicit NodeLifecyclePlanner(Duration grace) : grace_(grace) {}

    [[nodiscard]] std::string_view name() const override { return "node-lifecycle"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    /// What kept a node from being looked at when nothing had changed.
    struct Heartbeat {
        std::string renewed;  ///< the Lease's text: only its change counts, not its clock
        TimePoint seen{};
    };
    struct Health {
        bool is_silent = false;
        bool is_not_ready = false;
    };

    [[nodiscard]] Health health_of(const NodeView& node, Instant now, Plan& plan);
    void plan_conditions(const NodeView& node, const kube::Json& json, Instant now, Plan& plan) const;
    void plan_taints(const NodeView& node, Health health, Instant now, Plan& plan) const;
    void plan_evictions(const NodeView& node, Instant now, Plan& plan) const;

    Duration grace_;
    World* world_ = nullptr;
    std::map<std::string, Heartbeat> heartbeats_;
};

}  // namespace flotilla::cluster::controllers
