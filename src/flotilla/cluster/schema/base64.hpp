#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

/// Standard base64 with padding, as Secrets carry it.
namespace flotilla::cluster {

/// Where a strict decoder stops; nothing when the text is base64. Line ends are skipped.
std::optional<std::size_t> first_bad_base64(std::string_view text);

/// How many bytes the text stands for; the text must be base64.
std::size_t base64_decoded_size(std::string_view text);

}  // namespace flotilla::cluster
