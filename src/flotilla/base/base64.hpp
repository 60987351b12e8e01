#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla {

/// Base64 of RFC 4648 with "=" at the end.
std::string base64_encode(std::string_view bytes);
/// Takes line breaks and spaces between the characters, as files have them. Fails with InvalidArgument on
/// anything else.
Result<std::string> base64_decode(std::string_view text);

}  // namespace flotilla
