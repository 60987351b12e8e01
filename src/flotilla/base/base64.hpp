#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla {

/// Base64 of RFC 4648 with "=" at the end.
std::string base64_encode(std::string_view bytes);
/// Line ends between the characters are skipped, as Go does, and Go's words tell of anything else:
/// InvalidArgument.
Result<std::string> base64_decode(std::string_view text);

}  // namespace flotilla
