#pragma once
#include "flotilla/cluster/controllers/engine/plan.hpp"

namespace flotilla::cluster::controllers {

/// Plans a merge patch of `status` unless the object has it already. Fields that are null in `status` are to
/// be absent.
void write_status_if_changed(
    Plan& plan,
    const kube::ResourceType& type,
    const kube::ObjectKey& key,
    const kube::Json& object,
    const kube::Json& status
);

/// Whether merging `patch` into `value` would change nothing.
bool is_merged(const kube::Json& value, const kube::Json& patch);

}  // namespace flotilla::cluster::controllers
