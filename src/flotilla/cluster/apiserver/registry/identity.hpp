#pragma once
#include <string>
#include <string_view>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// Which object a write is about, and what of its metadata clients cannot set.
namespace flotilla::cluster {

/// metadata.name; empty when there is none.
std::string name_of(const kube::Json& object);
/// The object of that name where the request points to; null when there is none.
ObjectPtr stored_at(const ApiRequest& request, std::string_view name);

/// A new object: namespace as the URL has it, a new uid; what only the server sets is taken away. 400, 500.
Outcome<void> ready_metadata(Core& core, const ApiRequest& request, kube::Json& object);
/// A name for an object that has only the beginning of one. One that is taken is drawn again, a few times.
void generate_name(Core& core, const ApiRequest& request, kube::Json& object);
/// An owner that is named twice is named once; the client is told.
void drop_repeated_owners(ApiRequest& request, kube::Json& object);

/// What a client cannot change about an object stays as it was.
void keep_identity(kube::Json& updated, const kube::Json& old);
/// Name, namespace and uid of an update are those of the object that it changes. 400, 409, 422.
Outcome<void> check_same_object(const ApiRequest& request, const kube::Json& updated, const kube::Json& old);
/// The update was made from the state that is stored. 409, or 422 where it has to say.
Outcome<void> check_version(
    const ApiRequest& request, const kube::Json& updated, const kube::EncodedObject& stored
);
/// What is being deleted gets no new finalizers. 422.
Outcome<void> check_finalizers(const ApiRequest& request, const kube::Json& updated, const kube::Json& old);

}  // namespace flotilla::cluster
