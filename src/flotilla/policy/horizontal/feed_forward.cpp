#include "flotilla/policy/horizontal/feed_forward.hpp"

#include <algorithm>

#include "flotilla/policy/forecast/rate_history.hpp"
#include "flotilla/policy/horizontal/capacity_plan.hpp"

namespace flotilla::policy {
namespace {

class FeedForward final : public RatePlanned {
public:
    FeedForward(model::ScalingGroup group, CapacityPlan plan, Duration look_ahead, Duration window)
        : RatePlanned(std::move(group), std::move(plan)), look_ahead_(look_ahead), window_(window) {}

private:
    [[nodiscard]] double expected(Duration at, double rate, forecast::Memory& memory) const override {
        memory.seen.remember({at, rate}, window_);
        return std::max(rate, forecast::linear_forecast(memory.seen, look_ahead_));
    }

    Duration look_ahead_;
    Duration window_;
};

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_feed_forward(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    FLOTILLA_TRY(CapacityPlan plan, read_capacity_plan(parameters, group));
    FLOTILLA_TRY(
        const Duration look_ahead, parameters.duration_or_none("look-ahead", std::chrono::seconds{60})
    );
    FLOTILLA_TRY(const Duration window, parameters.duration("window", std::chrono::minutes{2}));
    FLOTILLA_CHECK(parameters.all_known());
    return std::make_unique<FeedForward>(group, std::move(plan), look_ahead, window);
}

}  // namespace flotilla::policy
