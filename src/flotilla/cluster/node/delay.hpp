#pragma once
#include <string_view>
#include <variant>

#include "flotilla/base/random.hpp"
#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// How long things take on simulated nodes.
namespace flotilla::cluster::node {

struct ConstantDelay {
    Duration value{0};
    friend bool operator==(const ConstantDelay&, const ConstantDelay&) = default;
};
struct UniformDelay {
    Duration low{0};
    Duration high{0};
    friend bool operator==(const UniformDelay&, const UniformDelay&) = default;
};
struct LognormalDelay {
    Duration mean{0};
    double cv = 0.5;  ///< standard deviation as a share of the mean
    friend bool operator==(const LognormalDelay&, const LognormalDelay&) = default;
};
using Delay = std::variant<ConstantDelay, UniformDelay, LognormalDelay>;

/// One value, never negative, divided by `speed`.
Duration draw(const Delay& delay, RandomStream& random, double speed);

/// "2s", "constant(2s)", "uniform(1s,3s)" or "lognormal(20s,0.5)", the last with mean and coefficient of
/// variation. Fails with InvalidArgument.
Result<Delay> parse_delay(std::string_view text);

}  // namespace flotilla::cluster::node
