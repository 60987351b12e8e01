#pragma once
#include "flotilla/kube/api/dynamic_object.hpp"

namespace flotilla::cluster {

/// Puts the condition into `status.conditions`. When its status stays the same, so does its time.
void set_condition(kube::Json& object, const kube::Condition& condition);

}  // namespace flotilla::cluster
