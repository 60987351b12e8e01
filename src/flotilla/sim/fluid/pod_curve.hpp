#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "flotilla/model/application/distribution.hpp"

/// L0: an application as flows of requests in steps of one second, for training and for a first look.
namespace flotilla::sim::fluid {

/// One pod by itself: what a visit waits beyond its own work, by how much of the pod is used.
struct PodCurve {
    struct Point {
        float delay = 0;     ///< seconds, mean
        float variance = 0;  ///< of the whole visit, work included, seconds²
    };
    static constexpr std::size_t kPoints = 33;
    static constexpr float kLast =
        0.96F;  ///< the utilization of the last point; beyond it a backlog builds up

    std::vector<Point> points = std::vector<Point>(kPoints);

    /// Between the two neighbours by proportion; the last point beyond it.
    [[nodiscard]] Point at(float utilization) const {
        const float place = (utilization < 0 ? 0 : utilization) * ((kPoints - 1) / kLast);
        const auto index = static_cast<std::size_t>(place);
        if (index >= kPoints - 1) {
            return points.back();
        }
        const float share = place - static_cast<float>(index);
        const Point& low = points[index];
        const Point& high = points[index + 1];
        return {
            low.delay + share * (high.delay - low.delay),
            low.variance + share * (high.variance - low.variance)
        };
    }
};

/// A pod that the curve is made of.
struct PodShape {
    model::Distribution work;                                ///< seconds on one core; mean above 0
    double quota = std::numeric_limits<double>::infinity();  ///< cores of the CFS quota in each 100 ms
    double cores = 8;                                        ///< of the node; a request uses at most one
    int threads = std::numeric_limits<int>::max();
};

/// Simulates the pod by itself, request by request, at every utilization of the curve: Poisson arrivals,
/// processor sharing, exact quota (sim-env, section 2). The same seed gives the same curve.
PodCurve simulate_curve(const PodShape& shape, std::uint64_t seed, std::size_t requests_a_point = 6000);

}  // namespace flotilla::sim::fluid
