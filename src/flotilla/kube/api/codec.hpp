#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/json.hpp"

/// Between objects as bytes or JSON and the typed structs of types.gen.hpp, which specialise these.
namespace flotilla::kube {

/// Reads the fields that T names and leaves the others. Absent and null are the same. Fails with InvalidArgument, naming the
/// field, when one has the wrong type: "spec.replicas: wanted a whole number, found a string".
template <class T>
Result<T> decode(const Json& json);
template <class T>
Result<T> decode(const EncodedObject& object);

/// The object with apiVersion and kind; absent fields are left out.
template <class T>
Json encode(const T& value);

}  // namespace flotilla::kube
