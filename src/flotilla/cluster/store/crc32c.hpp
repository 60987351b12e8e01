#pragma once
#include <cstdint>
#include <string_view>

namespace flotilla::cluster {

/// CRC-32C (Castagnoli) of the bytes.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace flotilla::cluster
