#include "flotilla/policy/forecast/holt_winters.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace flotilla::policy::forecast {
namespace {

constexpr std::int64_t kLongestGap = 1000;

/// The sum of d + d² + … + dⁿ: how far a damped trend goes in n steps.
double damped_steps(double damping, double steps) {
    if (damping == 1) {
        return steps;
    }
    return damping * (1 - std::pow(damping, steps)) / (1 - damping);
}

}  // namespace

double HoltWinters::seasonal(const HoltWintersSettings& settings, std::uint64_t step) const {
    return season.empty() ? 0 : season[static_cast<std::size_t>(step % settings.period)];
}

void HoltWinters::finish(const HoltWintersSettings& settings, double value) {
    const double before = level;
    const double drift = settings.damping * trend;
    const double offset = seasonal(settings, steps);
    if (steps == 0) {
        level = value;
    } else {
        level = settings.level * (value - offset) + (1 - settings.level) * (before + drift);
        trend = settings.trend * (level - before) + (1 - settings.trend) * drift;
    }
    if (steps < settings.period) {
        first_period.push_back(value);
    } else if (settings.period > 0) {
        double& learned = season[static_cast<std::size_t>(steps % settings.period)];
        learned += settings.season * (value - level - learned);
    }
    ++steps;
    if (first_period.size() == settings.period && !first_period.empty()) {
        begin_season();
    }
}

void HoltWinters::begin_season() {
    season = std::exchange(first_period, {});
    level = std::accumulate(season.begin(), season.end(), 0.0) / static_cast<double>(season.size());
    trend = 0;
    for (double& value : season) {
        value -= level;
    }
}

void HoltWinters::learn(const HoltWintersSettings& settings, Duration at, double rate) {
    const std::int64_t step = at / settings.step;
    if (step < current_step) {
        *this = {};
    }
    if (count > 0 && step > current_step) {
        finish(settings, sum / static_cast<double>(count));
        const std::int64_t longest =
            settings.period > 0 ? static_cast<std::int64_t>(settings.period) : kLongestGap;
        const std::int64_t missed = std::min(step - current_step - 1, longest);
        for (std::int64_t i = 0; i < missed; ++i) {
            finish(settings, std::max(0.0, level + settings.damping * trend + seasonal(settings, steps)));
        }
        sum = 0;
        count = 0;
    }
    current_step = step;
    sum += rate;
    ++count;
}

double HoltWinters::forecast(const HoltWintersSettings& settings, Duration ahead) const {
    if (steps == 0) {
        return count > 0 ? std::max(0.0, sum / static_cast<double>(count)) : 0;
    }
    const auto steps_ahead = static_cast<std::uint64_t>(std::max<std::int64_t>(ahead / settings.step, 0));
    const double drift = trend * damped_steps(settings.damping, static_cast<double>(steps_ahead + 1));
    return std::max(0.0, level + drift + seasonal(settings, steps + steps_ahead));
}

}  // namespace flotilla::policy::forecast
