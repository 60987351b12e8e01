#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// Request bodies: their media type, their syntax, and what they say that the API does not know.
namespace flotilla::cluster {

/// A body as JSON, whether it came as JSON, YAML or protobuf. 400 for broken text, 415 for another media
/// type.
Outcome<kube::Json> decode_body(const io::http::Request& request);

/// The body of a create or update: an object of `kind`. Fills in apiVersion and kind when they are left out;
/// refuses others. Unknown fields and fields given twice are refused, warned of or passed over, as
/// `fieldValidation` says, and then taken away.
Outcome<kube::Json> decode_object(ApiRequest& request, const GroupVersionKind& kind);

/// The same checks for an object that did not come as a body but out of a patch.
/// @param text the JSON that it came from, for duplicate fields; may be empty
Outcome<void> check_fields(
    ApiRequest& request, const KindSchema& schema, kube::Json& object, std::string_view text
);

}  // namespace flotilla::cluster
