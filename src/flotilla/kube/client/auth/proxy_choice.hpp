#pragma once
#include <string>

#include "flotilla/io/http/url.hpp"
#include "flotilla/kube/client/auth/environment.hpp"

namespace flotilla::kube {

/// The proxy that HTTPS_PROXY or HTTP_PROXY names for that server, unless NO_PROXY excludes it; "" = none.
/// Loopback addresses and "localhost" never go through one. NO_PROXY is "*" or a list of names (with their
/// subdomains), addresses and networks
/// ("10.0.0.0/8"), each with or without a port.
std::string proxy_for(const io::http::Url& server, const EnvironmentVariables& environment);

}  // namespace flotilla::kube
