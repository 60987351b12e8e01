#pragma once
#include <map>
#include <string>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/endpoints/openapi.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// The paths that are no resources: discovery, OpenAPI, version, probes, metrics, the keys of the tokens.
class Endpoints {
public:
    explicit Endpoints(Core& core) : core_{core}, openapi_{core} {}

    /// 404 for a path that there is not, 405 for a method that it does not have.
    Outcome<io::http::Response> answer(const ApiRequest& request);

private:
    Outcome<io::http::Response> discover(const ApiRequest& request);
    Outcome<io::http::Response> probe(const ApiRequest& request) const;

    Core& core_;
    OpenApi openapi_;
};

}  // namespace flotilla::cluster
