#pragma once
#include <set>
#include <string>
#include <string_view>

#include "flotilla/cluster/schema/detail/complaints.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/cluster/schema/schema.hpp"

/// What is wrong with objects of built-in kinds: one function a family of rules. Paths are the fields of the
/// causes.
namespace flotilla::cluster::validation {

using detail::Causes;

/// metadata: names by kind, labels, annotations, finalizers, owners.
void check_metadata(const KindFacts& facts, const kube::Json& object, Causes& causes);
/// Custom resources and others of whom only metadata is known.
void check_metadata_update(const kube::Json& object, const kube::Json& old, Causes& causes);

/// The checks of the table (rules.json) and the enumerations of the definitions, everywhere but in the
/// status.
void check_tables(const Schema& schema, const kube::Json& object, Causes& causes);

/// A LabelSelector's keys, operators and values.
void check_selector(const kube::Json& selector, const std::string& path, Causes& causes);
void check_labels(const kube::Json* labels, const std::string& path, Causes& causes);
void check_annotations(const kube::Json* annotations, const std::string& path, Causes& causes);
/// 3, "25%"; not negative.
void check_count_or_percent(const kube::Json& value, const std::string& path, Causes& causes);
void check_at_most_all(const kube::Json& value, const std::string& path, Causes& causes);
/// The number before the percent sign, or the number.
std::int64_t count_or_percent(const kube::Json& value);

/// What tables cannot say of a pod's specification.
/// @param claims names of volumes that come from the claims of a StatefulSet
void check_pod_spec(
    const kube::Json& spec,
    const std::string& path,
    Causes& causes,
    const std::set<std::string, std::less<>>& claims = {}
);
void check_autoscaler(const kube::Json& object, Causes& causes);
void check_ingress(const kube::Json& object, Causes& causes);
void check_quota(const kube::Json& object, Causes& causes);
void check_priority_class(const kube::Json& object, Causes& causes);
/// What tables cannot say of a kind; nothing for most.
void check_kind(const KindFacts& facts, const kube::Json& object, Causes& causes);
void check_workload(std::string_view kind, const kube::Json& object, Causes& causes);
void check_service(const kube::Json& object, Causes& causes);
void check_disruption_budget(const kube::Json& object, Causes& causes);
void check_config_map(const kube::Json& object, Causes& causes);
void check_secret(const kube::Json& object, Causes& causes);
void check_role(const kube::Json& object, bool namespaced, Causes& causes);
void check_role_binding(const kube::Json& object, bool namespaced, Causes& causes);
void check_volume_claim(const kube::Json& object, Causes& causes);

/// What must not change, by kind and subresource.
void check_immutable(
    const KindFacts& facts,
    const kube::Json& object,
    const kube::Json& old,
    std::string_view subresource,
    Causes& causes
);

inline constexpr std::string_view kImmutable = "field is immutable";

}  // namespace flotilla::cluster::validation
