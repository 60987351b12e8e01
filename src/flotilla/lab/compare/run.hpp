#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/lab/compare/comparison.hpp"

namespace flotilla::lab::compare {

/// One policy with one setting on one workload from one seed.
struct RunKey {
    std::string policy;
    Knobs knobs;
    std::string workload;
    std::uint64_t seed = 0;
    bool keeps_course = false;

    friend auto operator<=>(const RunKey&, const RunKey&) = default;
};

/// What the run over time is kept for: the picture.
struct KeptCourse {
    Duration step = std::chrono::seconds{15};
    std::vector<double> load;
    Course course;

    friend bool operator==(const KeptCourse&, const KeptCourse&) = default;
};

struct RunOutcome {
    Measures measures;
    std::optional<KeptCourse> course;  ///< when the key asked for it

    friend bool operator==(const RunOutcome&, const RunOutcome&) = default;
};

/// Makes one run: a function of its key alone. Called from several threads at once.
using RunFunction = std::function<Result<RunOutcome>(const RunKey&)>;

}  // namespace flotilla::lab::compare
