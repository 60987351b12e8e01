#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

/// What new objects get so that nothing happens to them, or to others, too early.
namespace flotilla::cluster {

/// Finalizers of volumes and claims in use; the taint of a node of which nobody knows yet whether it is
/// ready.
void protect_new_object(Admission& admission);

/// Takes the protection from a volume or a claim that is about to be deleted and that nobody uses.
void release_unused(Core& core, const Resource& resource, kube::Json& object);

/// A pod has gone: claims that are being deleted and that only it used go, too.
void release_claims_of(Core& core, const kube::EncodedObject& pod);

}  // namespace flotilla::cluster
