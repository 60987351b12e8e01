#pragma once
#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/authn/authenticator.hpp"
#include "flotilla/cluster/apiserver/authz/rbac.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// Whether the resource is one of those that only answer questions: access reviews, token reviews.
bool is_review(const Resource& resource);

/// The review with its status filled in: (Self|Local)SubjectAccessReview, SelfSubjectRulesReview,
/// SelfSubjectReview, TokenReview.
Outcome<Reply> answer_review(
    Core& core, ApiRequest& request, Authenticator& authenticator, RbacAuthorizer& authorizer
);

}  // namespace flotilla::cluster
