#pragma once
#include <optional>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/schema_catalog.hpp"
#include "flotilla/kube/api/json.hpp"

/// Kinds that are served under more than one group version and stored once.
namespace flotilla::cluster {

/// The group version under which a kind is stored, when it is another than its own: Event core/v1 →
/// events.k8s.io/v1, HorizontalPodAutoscaler autoscaling/v1 → autoscaling/v2. Absent for all others.
std::optional<GroupVersionKind> storage_kind(const GroupVersionKind& kind);

/// The object in another version of its kind; apiVersion included. The same version gives the object as it
/// is. Fails with InvalidArgument when the two have nothing to do with each other.
Result<kube::Json> convert(kube::Json object, const GroupVersionKind& to);

}  // namespace flotilla::cluster
