#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::kube {

/// RFC 4648 with padding, as Go writes []byte in JSON.
std::string encode_base64(std::string_view bytes);
/// Line ends are skipped, as Go does. Fails with InvalidArgument for anything else that is not base64.
Result<std::string> decode_base64(std::string_view text);

}  // namespace flotilla::kube
