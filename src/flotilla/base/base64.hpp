#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla {

/// Base64 of RFC 4648 with "=" at the end.
std::string base64_encode(std::string_view bytes);
/// Line ends between the characters are skipped, as Go does, and Go's words tell of anything else:
/// InvalidArgument.
Result<std::string> base64_decode(std::string_view text);

/// Where `base64_decode` stops, without decoding: the offset of the first byte that cannot be, or the size
/// when the text ends too early. Nothing: it is base64.
std::optional<std::size_t> first_bad_base64(std::string_view text);
/// How many bytes the text stands for, which must be base64.
std::size_t base64_decoded_size(std::string_view text);

/// Base64 for URLs (RFC 4648, section 5) without padding, as in JSON web tokens.
std::string base64url_encode(std::string_view bytes);
/// Nothing: it is not of that form.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace flotilla
