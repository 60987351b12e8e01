#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_key.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/model/decision.hpp"
#include "flotilla/model/scaling_group.hpp"

/// Our own resources as types. The files in deploy/crds are generated from here (`flotilla crds`).
namespace flotilla::resources {

/// flotilla.dev/v1alpha1 ScalingGroup
const kube::ResourceType& scaling_group_resource();

/// What the users of a group are promised; kept for policies that will go by it.
struct Slo {
    std::int64_t percentile = 95;
    std::int64_t latency_milliseconds = 0;

    friend bool operator==(const Slo&, const Slo&) = default;
};

/// One ScalingGroup object, checked.
struct ScalingGroup {
    kube::ObjectKey key;
    std::string uid;
    std::int64_t generation = 0;
    std::optional<Slo> slo;
    model::ScalingGroup group;  ///< named like the object

    friend bool operator==(const ScalingGroup&, const ScalingGroup&) = default;
};

/// Reads `spec` with defaults. InvalidArgument: what the schema cannot say, such as calls in a circle, or a
/// field of the wrong type in an object that never went through the schema.
Result<ScalingGroup> scaling_group_from(const kube::Json& object);

/// One member in the status.
struct MemberStatus {
    std::string name;
    std::optional<model::Replicas> current;  ///< absent: the Deployment is not there
    std::optional<model::Replicas> ready;
    std::optional<model::Replicas> desired;  ///< of the last decision
    std::string reason;                      ///< of the last decision, for people
    std::string conflict;                    ///< who else acts on it; empty: nobody

    friend bool operator==(const MemberStatus&, const MemberStatus&) = default;
};

struct ScalingGroupStatus {
    std::int64_t observed_generation = 0;
    std::vector<MemberStatus> members;
    std::optional<WallTime> last_decision_time;
    std::string
        last_outcome;  ///< "Scaled", "Unchanged", "TakenBack", "Partial", "DryRun"; empty: no decision yet
    std::vector<kube::Condition> conditions;

    friend bool operator==(const ScalingGroupStatus&, const ScalingGroupStatus&) = default;
};

/// The `status` field.
kube::Json to_json(const ScalingGroupStatus& status);
/// A merge patch for the status subresource.
std::string status_patch(const ScalingGroupStatus& status);
ScalingGroupStatus status_from(const kube::Json& object);

/// Sets the condition of that type; the transition time moves only with the status.
void set_condition(std::vector<kube::Condition>& conditions, kube::Condition condition, WallTime now);

/// The CustomResourceDefinition.
kube::Json scaling_group_crd();

/// All of our CustomResourceDefinitions as one YAML file: what lies in deploy/crds.
std::string crds_yaml();

}  // namespace flotilla::resources
