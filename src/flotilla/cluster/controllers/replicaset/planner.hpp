#pragma once
#include <map>
#include <string>
#include <utility>

#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Keeps as many pods as ReplicaSets want.
class ReplicaSetPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "replicaset"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;
    void refused(const kube::ObjectKey& key, const Change& change, const Error& error) override;

private:
    struct Round;
    struct Failure {
        std::string reason;
        std::string message;
    };

    [[nodiscard]] bool claim_pods(Round& round) const;
    void plan_more(Round& round, std::int64_t missing) const;
    void plan_fewer(Round& round, std::int64_t surplus) const;
    void plan_status(Round& round);

    World* world_ = nullptr;
    std::map<kube::ObjectKey, Failure> failures_;  ///< of the last attempt
};

}  // namespace flotilla::cluster::controllers
