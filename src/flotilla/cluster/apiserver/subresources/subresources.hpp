#pragma once
#include <optional>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// The subresources that speak another kind than their object. Those that speak the object itself (status,
/// finalize, resize, …) go through the ordinary verbs; `prepare_update` says which part of the object they
/// write.
namespace flotilla::cluster {

/// The subresource's answer; absent when the ordinary verbs serve it.
std::optional<Outcome<Reply>> answer_subresource(Core& core, ApiRequest& request);

/// get, update and patch of `scale`.
Outcome<Reply> scale(Core& core, ApiRequest& request);
/// Puts a pod on a node: `pods/NAME/binding`, and `bindings` with the name in the body.
Outcome<Reply> bind_pod(Core& core, ApiRequest& request);
/// Deletes a pod if its disruption budget allows.
Outcome<Reply> evict_pod(Core& core, ApiRequest& request);
/// A token for a service account.
Outcome<Reply> request_token(Core& core, ApiRequest& request);
/// What a simulated container has to say.
Outcome<io::http::Response> pod_log(Core& core, const ApiRequest& request);

}  // namespace flotilla::cluster
