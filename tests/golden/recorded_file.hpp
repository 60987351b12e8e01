#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::testing::golden {

/// The recorded files of a folder (`*.json`, `*.json.gz`), in the order of their names. Fails with NotFound
/// when there is no such folder or none of them in it.
Result<std::vector<std::filesystem::path>> recorded_files(const std::filesystem::path& folder);

/// A recorded file's JSON, unpacked if need be. Errors name the file: what cannot be read, a packed file that
/// is cut short or damaged, what is no JSON.
Result<kube::Json> read_recorded(const std::filesystem::path& file);

}  // namespace flotilla::testing::golden
