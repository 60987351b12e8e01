#pragma once
#include "flotilla/cluster/controllers/deployment/spec.hpp"
#include "flotilla/cluster/controllers/deployment/status.hpp"
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Keeps ReplicaSets as their Deployments want them: rolling updates, recreation, scaling, revisions,
/// history, conditions.
class DeploymentPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "deployment"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;
    void refused(const kube::ObjectKey& key, const Change& change, const Error& error) override;

private:
    struct Round;

    [[nodiscard]] bool claim_sets(Round& round) const;
    static kube::JsonObject replica_set(
        const Round& round,
        const std::string& name,
        const std::string& hash,
        std::int64_t revision,
        std::int64_t replicas
    );
    void plan_current(Round& round) const;
    void plan_revision(Round& round) const;
    void plan_steps(Round& round) const;
    void scale(Round& round, const ScaleStep& step) const;
    void plan_history(Round& round) const;
    void plan_status(Round& round) const;
    [[nodiscard]] bool old_pods_remain(const Round& round) const;

    World* world_ = nullptr;
    std::map<kube::ObjectKey, std::string> taken_names_;  ///< a ReplicaSet's name that somebody else's has
};

}  // namespace flotilla::cluster::controllers
