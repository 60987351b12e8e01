#pragma once
#include <string>
#include <vector>

namespace flotilla::testing::golden {

/// How the cases of one file went.
struct Outcome {
    std::size_t passed = 0;
    std::vector<std::string> failures;  ///< one sentence for each case that failed
};

}  // namespace flotilla::testing::golden
