#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "flotilla/base/result.hpp"

/// What every fuzz target starts with. Oracles are FLOTILLA_ASSERTs, which stay on in every build.
namespace flotilla::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as chars
    return {reinterpret_cast<const char*>(data), size};
}

/// Two inputs out of one: before and behind the first line end.
inline std::pair<std::string_view, std::string_view> split(std::string_view text) {
    const std::size_t end = text.find('\n');
    return {text.substr(0, end), end == std::string_view::npos ? std::string_view{} : text.substr(end + 1)};
}

}  // namespace flotilla::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
