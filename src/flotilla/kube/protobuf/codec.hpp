#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

/// Kubernetes' protobuf form of objects, to and from JSON, driven by tables made of its .proto files.
namespace flotilla::kube::protobuf {

inline constexpr std::string_view kMediaType = "application/vnd.kubernetes.protobuf";

/// Whether the bytes start with the envelope's mark, "k8s\0".
bool is_envelope(std::string_view bytes);

/// An envelope with one object, as JSON with apiVersion and kind. Unknown fields are left out, as by any
/// protobuf reader. Fails with InvalidArgument for bytes that are no envelope or break off, and with
/// Unsupported for a kind without a table.
Result<Json> decode(std::string_view bytes);

/// The envelope of an object or list of a kind that has a table. Fails with Unsupported for other kinds, with
/// InvalidArgument for a field of the wrong type.
Result<std::string> encode(const Json& object);

/// Whether objects of that kind have a protobuf form: built-in ones have, custom resources have not.
bool is_supported(std::string_view api_version, std::string_view kind);

}  // namespace flotilla::kube::protobuf
