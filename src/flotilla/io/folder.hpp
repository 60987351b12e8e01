#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "flotilla/base/result.hpp"

namespace flotilla::io {

/// Puts a folder with these files (name → text) under `path` in one step: whoever looks sees all of it or
/// nothing, after a crash too. A folder that was there is replaced as a whole. Parent folders are made.
Result<void> write_folder_atomically(
    const std::filesystem::path& path, const std::map<std::string, std::string>& files
);

}  // namespace flotilla::io
