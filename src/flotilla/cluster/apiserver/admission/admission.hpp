#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

/// What the server adds to objects, and what it refuses although the object by itself is valid.
namespace flotilla::cluster {

/// One write that is about to happen.
struct Admission {
    Core& core;
    ApiRequest& request;
    kube::Json& object;               ///< in the version of the request; may be changed by `mutate`
    const kube::Json* old = nullptr;  ///< null on create
    [[nodiscard]] bool is_create() const { return old == nullptr; }
    [[nodiscard]] std::string_view subresource() const { return request.info.subresource; }
};

/// Before validation: what objects get that their authors left out.
Outcome<void> admit_mutating(Admission& admission);
/// After validation: what may not be.
Outcome<void> admit_validating(Admission& admission);

}  // namespace flotilla::cluster
