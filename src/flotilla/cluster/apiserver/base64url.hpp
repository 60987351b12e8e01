#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace flotilla::cluster {

/// Base64 with the alphabet for URLs and without padding: continue tokens, JWTs.
std::string base64url_encode(std::string_view bytes);
/// Takes both alphabets, with or without padding; absent for anything else.
std::optional<std::string> base64url_decode(std::string_view text);

/// Standard base64 with padding.
std::string base64_encode(std::string_view bytes);

}  // namespace flotilla::cluster
