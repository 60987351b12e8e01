#include "flotilla/sim/workload/type/low_high.hpp"

#include <algorithm>

#include "flotilla/base/random.hpp"

namespace flotilla::sim::workload {
namespace {

struct Phases {
    double low_seconds = 0;
    double high_seconds = 0;
};

double seconds(Duration length) {
    return std::chrono::duration<double>(length).count();
}

Result<Phases> phases(Parameters& parameters) {
    constexpr Duration kUsual = std::chrono::seconds{780};
    if (!parameters.has("period")) {
        FLOTILLA_TRY(const Duration low, parameters.duration("low-for", kUsual));
        FLOTILLA_TRY(const Duration high, parameters.duration("high-for", kUsual));
        FLOTILLA_TRY(const double duty, parameters.within("duty", 0.01, 0.99, 0.5));
        const double both = seconds(low) + seconds(high);
        return parameters.has("duty") ? Phases{both * (1 - duty), both * duty}
                                      : Phases{seconds(low), seconds(high)};
    }
    FLOTILLA_TRY(const Duration period, parameters.duration("period", 2 * kUsual));
    FLOTILLA_TRY(const double duty, parameters.within("duty", 0.01, 0.99, 0.5));
    return Phases{seconds(period) * (1 - duty), seconds(period) * duty};
}

}  // namespace

Result<Shape> make_low_high(Parameters& parameters, const Grid& grid) {
    FLOTILLA_TRY(const double low, parameters.not_negative("low", 50));
    FLOTILLA_TRY(const double high, parameters.not_negative("high", 200));
    FLOTILLA_TRY(const Phases length, phases(parameters));
    FLOTILLA_TRY(const double jitter, parameters.within("jitter", 0, 1, 0));
    FLOTILLA_TRY(const Duration edge, parameters.duration_or_none("ramp", Duration{0}));
    const double ramp = seconds(edge);
    RandomStream random{grid.seed, "workload/low_high"};
    bool is_high = false;
    double begin = 0;
    double end = 0;
    const auto begin_next = [&] {
        begin = end;
        const double usual = is_high ? length.high_seconds : length.low_seconds;
        end = begin + usual * std::max(0.01, 1.0 + jitter * random.normal());
    };
    begin_next();
    return Shape{
        sampled(
            grid,
            [&](double at) {
                while (at >= end) {
                    is_high = !is_high;
                    begin_next();
                }
                const double from = is_high ? low : high;
                const double to = is_high ? high : low;
                const bool is_on_edge = begin > 0 && at - begin < ramp;
                return is_on_edge ? from + (to - from) * (at - begin) / ramp : to;
            }
        ),
        {}
    };
}

}  // namespace flotilla::sim::workload
