#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// The stages that every write goes through, whatever verb asked for it: defaults, admission, validation,
/// field ownership, store. All of it happens in one turn of the executor, so nothing changes underneath.
namespace flotilla::cluster {

/// Who owns the fields after a write.
enum class Ownership {
    Track,    ///< the request's manager owns what changed
    Applied,  ///< the object comes from server-side apply, managedFields included
};

/// Stores a new object (decoded and pruned, in the version of the request). 201, 409 AlreadyExists, 422, 403.
Outcome<Reply> create_object(
    Core& core, ApiRequest& request, kube::Json object, Ownership ownership = Ownership::Track
);

/// Stores `updated` (decoded and pruned, in the version of the request) in the place of `stored`; the last
/// finalizer gone, it takes the object away instead. Nothing is written when nothing changed. 200, 409
/// Conflict, 422, 403.
Outcome<Reply> update_object(
    Core& core,
    ApiRequest& request,
    const ObjectPtr& stored,
    kube::Json updated,
    Ownership ownership = Ownership::Track
);

/// Events, in either of their groups.
bool is_events(const Resource& resource);

/// The object of the request's URL; 404 when there is none.
Outcome<ObjectPtr> current_object(Core& core, const ApiRequest& request);

/// Puts `object` (any version of the resource) into the store with the next resourceVersion, without any
/// further stage.
/// @param stored what it replaces; null for a new object
Outcome<Reply> put(Core& core, const Resource& resource, kube::Json object, const ObjectPtr& stored);
/// Takes `stored` away; `last` is its last state.
Outcome<Reply> take_away(Core& core, const Resource& resource, kube::Json last, const ObjectPtr& stored);

/// No instance holds the definition any longer: it goes, or waits for its other finalizers.
/// @param definitions the resource of definitions
Outcome<void> release_definition(Core& core, const Resource& definitions, const ObjectPtr& stored);

}  // namespace flotilla::cluster
