#pragma once
#include <set>
#include <string>

#include "flotilla/cluster/controllers/engine/planner.hpp"
#include "flotilla/cluster/node/options.hpp"

namespace flotilla::cluster::node {

/// Marks nodes that are simulated here.
inline constexpr std::string_view kSimulatedAnnotation = "flotilla.dev/simulated";

/// The node object of the number-th simulated node, as its kubelet registers it.
kube::Json node_object(const NodeOptions& options, std::int64_t number);
/// The `status` that its kubelet reports.
kube::Json node_status(const NodeOptions& options, std::int64_t number, const kube::Json& node, WallTime now);
/// What the addresses of a node's pods begin with: "10.244.3.".
std::string pod_network_of(const controllers::NodeView& node);

/// Registers the simulated nodes and sends their heartbeats. Keys are nodes.
class FleetPlanner final : public controllers::Planner {
public:
    explicit FleetPlanner(NodeOptions options) : options_(std::move(options)) {}

    [[nodiscard]] std::string_view name() const override { return "fleet"; }
    void start(controllers::World& world, Enqueue enqueue) override;
    controllers::Plan plan(const kube::ObjectKey& key, controllers::Instant now) override;
    [[nodiscard]] bool waits_for_own_writes() const override { return false; }

private:
    void plan_heartbeat(const controllers::NodeView& node, controllers::Instant now, controllers::Plan& plan);

    NodeOptions options_;
    controllers::World* world_ = nullptr;
    std::map<std::string, std::int64_t> numbers_;
    std::map<std::string, TimePoint> next_beat_;
};

}  // namespace flotilla::cluster::node
