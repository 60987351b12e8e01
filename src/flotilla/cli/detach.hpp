#pragma once
#include <filesystem>
#include <functional>

namespace flotilla::cli {

/// Runs `serve` in a process of its own that outlives this one, and returns when it says that it is ready.
///
/// @param log   made anew; what the process prints once it is ready goes there
/// @param serve gets a function to call once when ready; what it returns is the exit code of the child
/// @return 0 when the child is ready; its exit code when it ended before
int run_detached(
    const std::filesystem::path& log, const std::function<int(const std::function<void()>& ready)>& serve
);

}  // namespace flotilla::cli
