#include "flotilla/policy/horizontal/capacity_plan.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/policy/horizontal/freshness.hpp"
#include "flotilla/policy/horizontal/replicas_for.hpp"

namespace flotilla::policy {
namespace {

/// NAME of the parameter for one member, else the one for all.
Result<double> of_member(Parameters& parameters, const std::string& name, const std::string& member) {
    const std::string own = name + "." + member;
    if (!parameters.has(own) && !parameters.has(name)) {
        return fail(ErrorCode::InvalidArgument, fmt::format("parameter {} is missing (millicores)", own));
    }
    FLOTILLA_TRY(const double for_all, parameters.positive(name, 1));
    return parameters.positive(own, for_all);
}

model::MemberDecision planned_for(
    const model::MemberObservation& observed,
    const MemberCapacity& capacity,
    double rate,
    const std::string& metric
) {
    const model::Replicas wished = round_up(rate * capacity.cost / capacity.usable);
    return {
        observed.name,
        std::max(wished, model::Replicas{1}),
        {.rule = model::Rule::Planned, .subject = metric, .measured = rate}
    };
}

}  // namespace

Result<CapacityPlan> read_capacity_plan(Parameters& parameters, const model::ScalingGroup& group) {
    CapacityPlan plan;
    plan.metric = parameters.text("metric", "rps");
    FLOTILLA_TRY(const double utilization, parameters.positive("utilization", 0.6));
    FLOTILLA_TRY(plan.hold, parameters.duration_or_none("hold", std::chrono::minutes{2}));
    FLOTILLA_TRY(plan.max_age, parameters.duration("max-age", std::chrono::minutes{2}));
    for (const model::Member& member : group.members) {
        FLOTILLA_TRY(const double cost, of_member(parameters, "cpu", member.name));
        FLOTILLA_TRY(const double pod, of_member(parameters, "pod", member.name));
        plan.members.emplace(member.name, MemberCapacity{cost, pod * utilization});
    }
    return plan;
}

model::Decision RatePlanned::decide(const model::Observation& seen, PolicyMemory& memory) const {
    const auto found = seen.metrics.find(plan_.metric);
    const auto sample = found == seen.metrics.end() ? std::nullopt : std::optional{found->second};
    const std::optional<model::Reason> refused = objection(plan_.metric, sample, plan_.max_age);
    double rate = 0;
    if (!refused) {
        const double forecast = expected(seen.at - sample->age, sample->value, memory.forecast);
        memory.forecast.planned.remember(
            {seen.at, std::isfinite(forecast) ? forecast : sample->value}, plan_.hold
        );
        rate = memory.forecast.planned.peak();
    }
    model::Decision decision;
    for (const model::Member& member : group_.members) {
        if (const model::MemberObservation* observed = seen.find(member.name)) {
            decision.members.push_back(
                refused ? model::MemberDecision{member.name, observed->current, *refused}
                        : planned_for(*observed, plan_.members.at(member.name), rate, plan_.metric)
            );
        }
    }
    ++memory.decisions;
    return decision;
}

Needs RatePlanned::needs() const {
    Needs needs;
    needs.group_metrics.insert(plan_.metric);
    return needs;
}

}  // namespace flotilla::policy
