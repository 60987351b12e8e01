#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::io {

/// The whole file. NotFound: there is none; Forbidden: it may not be read; InvalidArgument: it is no plain
/// file, or longer than `max_size`. Follows symbolic links, so it reads a mounted ConfigMap in one state.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_size = 64U << 20U);

/// Puts `text` under `path` in one step: whoever looks sees the old file or the whole new one, after a crash
/// too.
/// @param mode its permissions: 0600 for what holds credentials
Result<void> write_file_atomically(
    const std::filesystem::path& path, std::string_view text, unsigned mode = 0644
);

}  // namespace flotilla::io
