#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"

/// The arithmetic of a Deployment's rollout: how many replicas each ReplicaSet should have next.
/// Source: Kubernetes 1.34, behaviour of the deployment controller as clients see it.
namespace flotilla::cluster::controllers {

/// A count, or a share of the wanted replicas in percent ("25%").
struct CountOrPercent {
    std::int64_t value = 0;
    bool is_percent = false;

    friend bool operator==(const CountOrPercent&, const CountOrPercent&) = default;
};

enum class Rounding { Up, Down };
std::int64_t resolve(CountOrPercent amount, std::int64_t total, Rounding rounding);

/// What a Deployment asks for, as far as the arithmetic needs it.
struct RolloutSpec {
    std::int64_t replicas = 1;
    bool is_recreate = false;
    CountOrPercent max_surge{25, true};
    CountOrPercent max_unavailable{25, true};
};

/// Pods that may exist above the wanted number; 0 unless the strategy is RollingUpdate.
std::int64_t max_surge(const RolloutSpec& spec);
/// Pods that may be missing from the wanted number. Surge and unavailable both zero would stand still: then
/// one may be missing.
std::int64_t max_unavailable(const RolloutSpec& spec);

/// One ReplicaSet of a Deployment.
struct RolloutSet {
    std::string name;
    WallTime created{};
    std::int64_t replicas = 0;   ///< spec.replicas
    std::int64_t current = 0;    ///< status.replicas
    std::int64_t available = 0;  ///< status.availableReplicas
    std::optional<std::int64_t> desired_annotation =
        std::nullopt;                                           ///< deployment.kubernetes.io/desired-replicas
    std::optional<std::int64_t> max_annotation = std::nullopt;  ///< deployment.kubernetes.io/max-replicas
};

/// The ReplicaSets of one Deployment: the one of the current template, if it is there yet, and all others.
struct RolloutSets {
    std::optional<RolloutSet> current;
    std::vector<RolloutSet> old;
};

struct ScaleStep {
    std::string name;
    std::int64_t from = 0;
    std::int64_t to = 0;

    friend bool operator==(const ScaleStep&, const ScaleStep&) = default;
};

/// Replicas with which the current template's ReplicaSet is created, or to which it may grow now.
std::int64_t allowed_current_replicas(const RolloutSpec& spec, const RolloutSets& sets);

/// The wanted number changed since the ReplicaSets were last sized: scaling goes before rolling on.
bool is_scaling_event(const RolloutSpec& spec, const RolloutSets& sets);

/// Sizes for a new wanted number: all to the one active ReplicaSet, or in proportion when a rollout is under
/// way.
/// @param status_replicas the Deployment's status.replicas, for ReplicaSets that don't say what they were
/// sized for
std::vector<ScaleStep> plan_scaling(
    const RolloutSpec& spec, const RolloutSets& sets, std::int64_t status_replicas
);

/// The next steps from old to current; empty when the rollout must wait for pods or is complete.
std::vector<ScaleStep> plan_rolling_update(const RolloutSpec& spec, const RolloutSets& sets);

/// As `plan_rolling_update`, for Recreate: everything old goes first.
/// @param old_pods_remain a pod of an old ReplicaSet still runs or terminates
std::vector<ScaleStep> plan_recreate(const RolloutSpec& spec, const RolloutSets& sets, bool old_pods_remain);

}  // namespace flotilla::cluster::controllers
