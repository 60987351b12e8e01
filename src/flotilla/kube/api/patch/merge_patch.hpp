#pragma once
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube {

/// RFC 7386: null deletes, objects merge, anything else replaces. As kube-apiserver does, nulls in objects
/// within arrays go too.
Json apply_merge_patch(Json target, const Json& patch);

/// The smallest merge patch that turns `from` into `to`; an empty object when they are equal. What `to` has
/// as null inside an object, a merge patch cannot say: the field is left out there.
Json make_merge_patch(const Json& from, const Json& to);

}  // namespace flotilla::kube
