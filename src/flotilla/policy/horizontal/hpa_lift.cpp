#include "flotilla/policy/horizontal/hpa_lift.hpp"

#include <algorithm>
#include <map>

#include "flotilla/base/parameters.hpp"
#include "flotilla/policy/horizontal/freshness.hpp"
#include "flotilla/policy/horizontal/guard_rails.hpp"
#include "flotilla/policy/horizontal/replicas_for.hpp"

namespace flotilla::policy {
namespace {

using model::MemberDecision;
using model::MemberObservation;
using model::Rule;

struct Settings {
    double target = 0.8;
    double tolerance = 0.1;
    Duration max_age{};
};

/// A member's own need, before its callers are looked at.
struct Need {
    MemberDecision own;
    std::optional<double> demand;  ///< replicas, unrounded; absent when there is no usable measurement
};

struct Growth {
    double factor = 1;
    std::string caller;
};

class HpaLift final : public HorizontalPolicy {
public:
    HpaLift(model::ScalingGroup group, Settings settings)
        : group_(std::move(group)), order_(model::callers_first(group_)), settings_(settings) {}

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory)
        const override {
        std::map<std::string, MemberDecision> decided;
        std::map<std::string, Growth> growths;
        for (const std::string& name : order_) {
            const MemberObservation* observed = seen.find(name);
            if (observed == nullptr) {
                continue;
            }
            const model::Member& member = *group_.find(name);
            MemberDecision lifted = lift(need(*observed), growths[name]);
            lifted = guarded(std::move(lifted), member.bounds, group_.max_change, observed->current);
            pass_on(member, observed->current, lifted.desired, growths);
            decided.emplace(name, std::move(lifted));
        }
        ++memory.decisions;
        return in_group_order(decided);
    }

    [[nodiscard]] Needs needs() const override {
        return {.cpu = true, .group_metrics = {}, .member_metrics = {}};
    }

private:
    [[nodiscard]] Need need(const MemberObservation& observed) const {
        if (observed.hpa && observed.hpa->age <= settings_.max_age &&
            observed.hpa->desired >= model::Replicas{0}) {
            return {
                {observed.name, observed.hpa->desired, {.rule = Rule::Recommended}},
                static_cast<double>(observed.hpa->desired.count())
            };
        }
        if (auto refused = objection(observed.cpu, settings_.max_age)) {
            return {{observed.name, observed.current, std::move(*refused)}, std::nullopt};
        }
        const double utilization = observed.cpu->usage / observed.cpu->request;
        const model::Replicas own = replicas_for(
            observed.cpu->usage, observed.cpu->request, settings_.target, observed.ready, settings_.tolerance
        );
        const Rule rule = own == observed.ready ? Rule::WithinTolerance : Rule::Utilization;
        return {
            {observed.name, own, {.rule = rule, .subject = "cpu", .measured = utilization}},
            utilization / settings_.target * static_cast<double>(observed.ready.count())
        };
    }

    [[nodiscard]] static MemberDecision lift(Need need, const Growth& growth) {
        if (!need.demand) {
            return std::move(need.own);
        }
        const model::Replicas lifted = round_up(*need.demand * growth.factor);
        if (growth.factor <= 1 || lifted <= need.own.desired) {
            return std::move(need.own);
        }
        return {
            need.own.name, lifted, {.rule = Rule::Lifted, .subject = growth.caller, .measured = growth.factor}
        };
    }

    static void pass_on(
        const model::Member& caller,
        model::Replicas current,
        model::Replicas desired,
        std::map<std::string, Growth>& growths
    ) {
        const double factor = desired / std::max(current, model::Replicas{1});
        for (const std::string& callee : caller.calls) {
            if (Growth& growth = growths[callee]; factor > growth.factor) {
                growth = {factor, caller.name};
            }
        }
    }

    [[nodiscard]] model::Decision in_group_order(std::map<std::string, MemberDecision>& decided) const {
        model::Decision decision;
        for (const model::Member& member : group_.members) {
            if (const auto found = decided.find(member.name); found != decided.end()) {
                decision.members.push_back(std::move(found->second));
            }
        }
        return decision;
    }

    model::ScalingGroup group_;
    std::vector<std::string> order_;
    Settings settings_;
};

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_hpa_lift(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    Settings settings;
    FLOTILLA_TRY(settings.target, parameters.positive("target", 0.8));
    FLOTILLA_TRY(settings.tolerance, parameters.not_negative("tolerance", 0.1));
    FLOTILLA_TRY(settings.max_age, parameters.duration("max-age", std::chrono::minutes{2}));
    FLOTILLA_CHECK(parameters.all_known());
    return std::make_unique<HpaLift>(group, settings);
}

}  // namespace flotilla::policy
