#pragma once
#include "flotilla/cluster/apiserver/authz/rbac.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/io/http/message.hpp"

namespace flotilla::cluster {

/// The user that the request wants to act as (Impersonate-User, -Group, -Uid, -Extra-*), or `user` when it
/// says nothing. 403 when `user` may not, 500 for groups without a user, as upstream.
Outcome<User> impersonated(const io::http::Request& request, User user, RbacAuthorizer& authorizer);

}  // namespace flotilla::cluster
