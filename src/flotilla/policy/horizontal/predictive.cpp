#include "flotilla/policy/horizontal/predictive.hpp"

#include <algorithm>

#include "flotilla/policy/forecast/holt_winters.hpp"
#include "flotilla/policy/horizontal/capacity_plan.hpp"

namespace flotilla::policy {
namespace {

constexpr Duration kLongestPeriod = std::chrono::hours{24 * 7};

class Predictive final : public RatePlanned {
public:
    Predictive(
        model::ScalingGroup group,
        CapacityPlan plan,
        forecast::HoltWintersSettings settings,
        Duration look_ahead
    )
        : RatePlanned(std::move(group), std::move(plan)), settings_(settings), look_ahead_(look_ahead) {}

private:
    [[nodiscard]] double expected(Duration at, double rate, forecast::Memory& memory) const override {
        memory.seasonal.learn(settings_, at, rate);
        double largest = rate;
        for (Duration ahead{0}; ahead <= look_ahead_; ahead += settings_.step) {
            largest = std::max(largest, memory.seasonal.forecast(settings_, ahead));
        }
        return largest;
    }

    forecast::HoltWintersSettings settings_;
    Duration look_ahead_;
};

Result<forecast::HoltWintersSettings> read_settings(Parameters& parameters) {
    forecast::HoltWintersSettings settings;
    FLOTILLA_TRY(settings.level, parameters.within("level", 0, 1, settings.level));
    FLOTILLA_TRY(settings.trend, parameters.within("trend", 0, 1, settings.trend));
    FLOTILLA_TRY(settings.season, parameters.within("season", 0, 1, settings.season));
    FLOTILLA_TRY(settings.damping, parameters.within("damping", 0, 1, settings.damping));
    FLOTILLA_TRY(settings.step, parameters.duration("step", settings.step));
    FLOTILLA_TRY(const Duration period, parameters.duration_or_none("period", Duration{0}));
    if (period % settings.step != Duration{0} || period > kLongestPeriod) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "parameter period: {} is not a multiple of the step {} of at most a week",
                format_duration(period),
                format_duration(settings.step)
            )
        );
    }
    settings.period = static_cast<std::size_t>(period / settings.step);
    return settings;
}

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_predictive(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    FLOTILLA_TRY(CapacityPlan plan, read_capacity_plan(parameters, group));
    FLOTILLA_TRY(const forecast::HoltWintersSettings settings, read_settings(parameters));
    FLOTILLA_TRY(
        const Duration look_ahead, parameters.duration_or_none("look-ahead", std::chrono::seconds{60})
    );
    FLOTILLA_CHECK(parameters.all_known());
    return std::make_unique<Predictive>(group, std::move(plan), settings, look_ahead);
}

}  // namespace flotilla::policy
