#pragma once
#include <string>
#include <string_view>

#include "flotilla/cluster/apiserver/authn/user.hpp"

namespace flotilla::cluster {

/// The user that a verified client certificate names: CN is the name, each O a group.
/// @param subject as RFC 2253 writes it, "CN=admin,O=system:masters"
User user_of_subject(std::string_view subject);

/// A value with the characters escaped that RFC 2253 gives a meaning.
std::string escape_distinguished_name(std::string_view value);

}  // namespace flotilla::cluster
