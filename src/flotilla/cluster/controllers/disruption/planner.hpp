#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// How many pods a PodDisruptionBudget lets go now.
struct Disruption {
    std::int64_t current_healthy = 0;
    std::int64_t desired_healthy = 0;
    std::int64_t expected_pods = 0;
    std::int64_t allowed = 0;
};

/// @param expected pods that the owners of the selected ones want together
Disruption count_disruption(const kube::Json& budget, std::int64_t healthy, std::int64_t expected);

/// Keeps the status of PodDisruptionBudgets, which evictions ask.
class DisruptionPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "disruption"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    [[nodiscard]] std::int64_t expected_pods(const std::vector<SeenPtr<PodView>>& pods) const;

    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
