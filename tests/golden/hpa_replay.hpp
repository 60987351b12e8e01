#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "flotilla/base/result.hpp"

#include "golden/hpa_case.hpp"
#include "golden/outcome.hpp"

namespace flotilla::testing::golden {

/// The first difference between the recorded syncs and ours; absent when there is none.
std::optional<std::string> replay(const HpaCase& recorded, bool metrics_are_recorded);

/// Every case of one file. Fails when the file is not of this form.
Result<Outcome> run_hpa_file(const std::filesystem::path& file);

}  // namespace flotilla::testing::golden
