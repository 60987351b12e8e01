#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"

/// Kinds that users define: a CustomResourceDefinition turned into schemas.
namespace flotilla::cluster {

/// The scale subresource of a custom kind: where its numbers are, as dotted paths (".spec.replicas").
struct CustomScale {
    std::string spec_replicas_path;
    std::string status_replicas_path;
    std::string label_selector_path;  ///< empty when there is none
};

/// One version of a CustomResourceDefinition.
struct CustomVersion {
    std::string name;
    bool served = false;
    bool storage = false;
    std::string deprecation_warning;  ///< empty when it is not deprecated
    bool has_status = false;          ///< subresource status
    std::optional<CustomScale> scale;
    std::vector<std::string> selectable_fields;  ///< JSON paths
    /// Rules in CEL that are not enforced, each with the reason; the server should warn of them.
    std::vector<std::string> ignored_rules;
    std::shared_ptr<const KindSchema> schema;
};

/// What is wrong with a CustomResourceDefinition (name, versions, structural schemas, printer columns); empty
/// when it is fine.
std::vector<kube::FieldError> validate_definition(const kube::Json& definition);

/// The versions of a CustomResourceDefinition that `validate_definition` has no complaint about.
/// @param catalog for the metadata of its objects; must outlive the result
Result<std::vector<CustomVersion>> custom_versions(
    const kube::Json& definition, const SchemaCatalog& catalog
);

}  // namespace flotilla::cluster
