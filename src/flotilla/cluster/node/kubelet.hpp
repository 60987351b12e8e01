#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>

#include "flotilla/cluster/controllers/engine/planner.hpp"
#include "flotilla/cluster/node/options.hpp"
#include "flotilla/cluster/node/pod_machine.hpp"
#include "flotilla/cluster/node/pod_status.hpp"

namespace flotilla::cluster::node {

/// The kubelets of all simulated nodes: brings pods to life and to their end. Keys are pods.
class KubeletPlanner final : public controllers::Planner {
public:
    explicit KubeletPlanner(NodeOptions options) : options_(std::move(options)) {}

    [[nodiscard]] std::string_view name() const override { return "kubelet"; }
    void start(controllers::World& world, Enqueue enqueue) override;
    controllers::Plan plan(const kube::ObjectKey& key, controllers::Instant now) override;
    void refused(const kube::ObjectKey& key, const controllers::Change& change, const Error& error) override;
    /// What happens to a pod is known here before the world shows it.
    [[nodiscard]] bool waits_for_own_writes() const override { return false; }

private:
    struct Machine {
        std::string uid;
        std::string node;
        PodMachine machine;
        PodPlace place;
        std::string fault;            ///< the last value of the annotation
        std::int64_t generation = 0;  ///< of the spec that the last status tells of
        bool is_reported = false;     ///< the last status tells of the present state
        std::size_t running = 0;      ///< containers that were running when it was told last
    };
    struct Host {
        std::string prefix;  ///< of the pods' addresses: "10.244.3."
        std::set<std::string> images;
        std::set<std::int64_t> addresses;
        std::int64_t last_address = 1;
    };

    Machine* machine_for(
        const controllers::SeenPtr<controllers::PodView>& pod,
        const controllers::NodeView& node,
        controllers::Instant now
    );
    Host& host(const controllers::NodeView& node);
    void forget(const kube::ObjectKey& key);
    void apply_fault(Machine& machine, const controllers::PodView& pod, controllers::Instant now) const;
    void report(
        Machine& machine,
        const controllers::SeenPtr<controllers::PodView>& pod,
        controllers::Instant now,
        controllers::Plan& plan
    );
    void give_address(Machine& machine, const kube::Json& pod, Host& host) const;

    NodeOptions options_;
    controllers::World* world_ = nullptr;
    std::map<kube::ObjectKey, Machine> machines_;
    std::map<std::string, Host> hosts_;
};

/// Whether the node is one of ours that has not failed.
bool is_alive(const controllers::NodeView& node);
/// Whether the node is simulated here.
bool is_simulated(const controllers::NodeView& node);

}  // namespace flotilla::cluster::node
