#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

/// What new objects get so that nothing happens to them, or to others, too early.
namespace flotilla::cluster {

/// Finalizers of volumes and claims in use; the taint of a node of which nobody knows yet whether it is
/// ready.
void protect_new_object(Admission& admission);

}  // namespace flotilla::cluster
