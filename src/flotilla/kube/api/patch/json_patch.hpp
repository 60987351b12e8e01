#pragma once
#include <cstddef>
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube {

/// More operations than that are refused, as kube-apiserver does.
inline constexpr std::size_t kMaxJsonPatchOperations = 10'000;
/// All that the `copy` operations of one patch may copy, in bytes of JSON.
inline constexpr std::size_t kMaxJsonPatchCopy = 3U << 20U;

struct JsonPatchError {
    enum class Kind {
        Malformed,     ///< no list of operations: the API answers 400
        TooLarge,      ///< 413
        Inapplicable,  ///< a failed `test`, a path that is not there: 422
    };
    Kind kind = Kind::Malformed;
    std::string message;
};

/// RFC 6902: applies a list of operations to a copy; all or nothing. As upstream does, a negative index
/// counts from the end.
tl::expected<Json, JsonPatchError> try_json_patch(const Json& target, const Json& patch);

/// The same for those who don't care which kind: fails with InvalidArgument, saying which operation and why.
Result<Json> apply_json_patch(const Json& target, const Json& patch);

}  // namespace flotilla::kube
