#pragma once
#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube {

/// More operations than that are refused, as kube-apiserver does.
inline constexpr std::size_t kMaxJsonPatchOperations = 10'000;

/// RFC 6902: applies a list of operations to a copy; all or nothing. Fails with InvalidArgument, saying which operation and why.
/// Whether a failure was that of a `test` (or of a path that is not there), which the API answers with 422, or a malformed
/// patch, which it answers with 400, `JsonPatchFailure` tells.
enum class JsonPatchFailure { Malformed, TooLarge, Inapplicable };
struct JsonPatchError {
    JsonPatchFailure kind = JsonPatchFailure::Malformed;
    std::string message;
};
tl::expected<Json, JsonPatchError> try_json_patch(const Json& target, const Json& patch);
Result<Json> apply_json_patch(const Json& target, const Json& patch);

}  // namespace flotilla::kube
