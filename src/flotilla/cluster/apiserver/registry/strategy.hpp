#pragma once
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// What the server, and not the client, decides about an object: initial status, generation, which part of it
/// a write may touch.
namespace flotilla::cluster {

/// Takes away what clients may not set in a new object, before defaults.
void drop_unwritable(const Resource& resource, kube::Json& object);
/// Sets what the server sets in a new object that has its defaults, its uid and its name.
void prepare_create(Core& core, const Resource& resource, kube::Json& object);

/// Readies an update: the part that this endpoint does not write comes from `old`.
/// @param subresource "" for the main endpoint
void prepare_update(
    Core& core,
    const Resource& resource,
    kube::Json& updated,
    const kube::Json& old,
    std::string_view subresource
);

}  // namespace flotilla::cluster
