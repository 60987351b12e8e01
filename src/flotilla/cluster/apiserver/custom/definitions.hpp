#pragma once
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// CustomResourceDefinitions: what one that is stored does to the server.
namespace flotilla::cluster {

/// Whether the resource is that of the definitions themselves.
bool is_definitions(const Resource& resource);

/// Readies a definition that is about to be stored: names that were left out, and the status (accepted names,
/// stored versions, conditions). The first definition of a name has it; a later one of the same names is not
/// established.
/// @param old what is stored; null for a new one
void prepare_definition(const Core& core, kube::Json& definition, const kube::Json* old);

/// Serves what the definition says, in the place of what it said before. Nothing is served of one that is not
/// established.
Result<void> serve_definition(Core& core, const kube::Json& definition);
/// Serves its resources no longer.
void withdraw_definition(Core& core, const kube::Json& definition);

/// Serves every definition in the store; for the start.
Result<void> serve_stored_definitions(Core& core);

/// The definition that a custom resource comes from; null when it is gone.
ObjectPtr definition_of(const Core& core, const Resource& resource);

inline constexpr std::string_view kInstanceFinalizer = "customresourcecleanup.apiextensions.k8s.io";

}  // namespace flotilla::cluster
