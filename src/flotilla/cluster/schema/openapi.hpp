#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// OpenAPI v3 documents, made from the schemas: what `kubectl apply`, `diff` and `explain` ask for.
namespace flotilla::cluster {

/// One resource that a document describes.
struct OpenApiResource {
    const KindSchema* kind = nullptr;
    std::string plural;
};

/// The document of one group version (`/openapi/v3/apis/apps/v1`): a path with its parameters for each
/// resource, and every schema that they reach. Takes milliseconds: make it on the first request and keep it.
kube::Json openapi_document(
    std::string_view group,
    std::string_view version,
    const std::vector<OpenApiResource>& resources,
    const SchemaCatalog& catalog
);

}  // namespace flotilla::cluster
