#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/schema/schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// What a strict decoder would say about a body: unknown fields, fields given twice, values of the wrong
/// type.
namespace flotilla::cluster {

struct DecodingReport {
    /// `unknown field "spec.foo"`, in the order of the object (of a custom resource: sorted).
    std::vector<std::string> unknown;
    /// The first value that the kind's type cannot hold, in the words of an API server for a built-in kind:
    /// `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`.
    std::optional<std::string> type_error;
};

/// Compares the object with its schema. Custom resources have no `type_error`: their validation says it with
/// a field.
DecodingReport check_decoding(const Schema& schema, const kube::Json& object);

/// The sentence for a body with a `type_error` (400):
/// `Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal …`.
std::string cannot_be_handled(std::string_view kind, std::string_view version, std::string_view type_error);

/// `strict decoding error: unknown field "spec.foo", duplicate field "spec.bar"`; empty for no problems.
std::string strict_decoding_error(const std::vector<std::string>& problems);

}  // namespace flotilla::cluster
