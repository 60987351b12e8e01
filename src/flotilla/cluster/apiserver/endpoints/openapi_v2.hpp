#pragma once
#include <string>
#include <vector>

#include "flotilla/kube/api/json.hpp"

/// OpenAPI v2, which older clients read: the same schemas as v3 in one document.
namespace flotilla::cluster {

/// Gathers OpenAPI v3 documents into one of version 2: components become definitions, and what v2 cannot say
/// (oneOf, nullable) is left out or said in its own way (`format: int-or-string`).
kube::Json openapi_v2(const std::vector<kube::Json>& documents);

/// A v2 document in the encoding of gnostic's `openapi.v2.Document`, as `client-go` reads it
/// (github.com/google/gnostic-models, openapiv2/OpenAPIv2.proto).
std::string openapi_v2_protobuf(const kube::Json& document);

}  // namespace flotilla::cluster
