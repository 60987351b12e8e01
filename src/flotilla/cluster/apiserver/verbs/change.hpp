#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/apiserver/verbs/delete_options.hpp"

/// create, update, patch, delete and deletecollection.
namespace flotilla::cluster {

Outcome<Reply> create(Core& core, ApiRequest& request);
Outcome<Reply> replace(Core& core, ApiRequest& request);
Outcome<Reply> patch(Core& core, ApiRequest& request);
Outcome<Reply> remove(Core& core, ApiRequest& request);
Outcome<Reply> remove_collection(Core& core, ApiRequest& request);

/// Deletes one object as its kind wants it: at once, or by marking it until finalizers and grace are over.
Outcome<Reply> delete_object(
    Core& core, ApiRequest& request, const ObjectPtr& stored, const DeleteOptions& options
);

/// `target` with the request's patch applied, whatever its type. 400, 415, 422.
Outcome<kube::Json> apply_patch(const ApiRequest& request, const kube::Json& target, const Schema* schema);

}  // namespace flotilla::cluster
