#pragma once
#include <optional>
#include <string>

#include "flotilla/cluster/controllers/deployment/rollout.hpp"
#include "flotilla/cluster/controllers/engine/shelf.hpp"

/// A Deployment and its ReplicaSets, read for planning.
namespace flotilla::cluster::controllers {

inline constexpr std::string_view kRevisionAnnotation = "deployment.kubernetes.io/revision";
inline constexpr std::string_view kRevisionHistoryAnnotation = "deployment.kubernetes.io/revision-history";
inline constexpr std::string_view kDesiredAnnotation = "deployment.kubernetes.io/desired-replicas";
inline constexpr std::string_view kMaxAnnotation = "deployment.kubernetes.io/max-replicas";

struct DeploymentSpec {
    RolloutSpec rollout;
    bool is_paused = false;
    std::int64_t min_ready_seconds = 0;
    std::int64_t revision_history_limit = 10;
    std::optional<Duration> progress_deadline = std::nullopt;  ///< nothing: never late
    kube::LabelSelector selector;
    std::uint64_t fingerprint = 0;  ///< of the template
};

/// Absent when the selector is missing or broken, which validation keeps out.
std::optional<DeploymentSpec> read_deployment(const kube::Json& deployment);

using ReplicaSetPtr = SeenPtr<ReplicaSetView>;

/// The ReplicaSets of a Deployment.
struct OwnedSets {
    ReplicaSetPtr current;           ///< of the present template; null: not made yet
    std::vector<ReplicaSetPtr> old;  ///< oldest first

    [[nodiscard]] std::vector<ReplicaSetPtr> all() const;
};
/// The oldest of several ReplicaSets with the same template is the current one.
OwnedSets sort_sets(const DeploymentSpec& spec, std::vector<ReplicaSetPtr> sets);

RolloutSets rollout_sets(const OwnedSets& sets);

/// deployment.kubernetes.io/revision; 0 when there is none.
std::int64_t revision_of(const ObjectView& object);
/// The largest revision of the old ones, plus one: that of the current template.
std::int64_t next_revision(const OwnedSets& sets);

}  // namespace flotilla::cluster::controllers
