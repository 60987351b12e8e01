#pragma once
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

namespace flotilla::cluster::usage {

/// An amount over time, in steps: "400m" or "0s=400m 60s=2 300s=600m". Before its first step it is 0.
class LoadScript {
public:
    /// Fails with InvalidArgument, naming the part: no quantity, a negative one, times that do not rise.
    static Result<LoadScript> parse(std::string_view text);

    /// The amount at a time, in units of the quantity (cores, bytes).
    [[nodiscard]] double at(Duration time) const;
    /// Amount times seconds between two times.
    [[nodiscard]] double integral(Duration from, Duration to) const;

private:
    struct Step {
        Duration from{0};
        double amount = 0;
    };
    std::vector<Step> steps_;
};

}  // namespace flotilla::cluster::usage
