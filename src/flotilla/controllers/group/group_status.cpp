#include "flotilla/controllers/group/group_status.hpp"

#include <fmt/ranges.h>

namespace flotilla::controllers::group {
namespace {

using kube::Condition;

Condition condition(
    std::string type,
    std::string_view status,
    std::string reason,
    std::string message,
    std::int64_t generation
) {
    return {
        std::move(type), std::string{status}, std::move(reason), std::move(message), std::nullopt, generation
    };
}

Condition ready_condition(const ManagedGroup& managed, std::int64_t generation) {
    const Hindrance hindrance = hindrance_of(managed);
    if (hindrance.reason.empty()) {
        return condition("Ready", "True", "InForce", "the group is scaled", generation);
    }
    return condition("Ready", "False", hindrance.reason, hindrance.message, generation);
}

Condition conflict_condition(const ManagedGroup& managed, std::int64_t generation) {
    if (managed.conflicts.empty()) {
        return condition("Conflict", "False", "NoOtherScaler", "nobody else acts on a member", generation);
    }
    return condition("Conflict", "True", "OtherScaler", conflict_text(managed), generation);
}

Condition scaled_condition(const LastAction& last, std::int64_t generation) {
    const bool is_open = last.outcome == "InProgress" || last.outcome == "Abandoned";
    const bool is_good = last.outcome == "Scaled" || last.outcome == "Unchanged" || last.outcome == "DryRun";
    return condition(
        "Scaled",
        is_open   ? "Unknown"
        : is_good ? "True"
                  : "False",
        last.outcome,
        last.message.empty() ? "the last decision was carried out" : last.message,
        generation
    );
}

resources::MemberStatus member_status(
    const model::Member& member,
    const ManagedGroup& managed,
    const Deployments& deployments,
    const std::optional<LastAction>& last
) {
    resources::MemberStatus status;
    status.name = member.name;
    if (const auto found = deployments.find(member.name); found != deployments.end()) {
        status.current = found->second.current;
        status.ready = found->second.ready;
    }
    if (const auto* decided = last ? last->decision.find(member.name) : nullptr) {
        status.desired = decided->desired;
        status.reason = to_text(decided->reason);
    }
    if (const auto conflict = managed.conflicts.find(member.name); conflict != managed.conflicts.end()) {
        status.conflict = conflict->second;
    }
    return status;
}

}  // namespace

Hindrance hindrance_of(const ManagedGroup& managed) {
    if (!managed.refusal.empty()) {
        return {"Refused", managed.refusal};
    }
    if (managed.group.is_paused) {
        return {"Paused", "spec.paused is true"};
    }
    if (!managed.missing.empty()) {
        return {"MembersMissing", fmt::format("waiting for Deployment {}", fmt::join(managed.missing, ", "))};
    }
    return {};
}

std::string conflict_text(const ManagedGroup& managed) {
    std::vector<std::string> texts;
    for (const auto& [member, others] : managed.conflicts) {
        texts.push_back(fmt::format("{} by {}", member, others));
    }
    return fmt::format("{}", fmt::join(texts, "; "));
}

resources::ScalingGroupStatus status_of(
    const ManagedGroup& managed,
    const Deployments& deployments,
    const std::optional<LastAction>& last,
    WallTime now
) {
    resources::ScalingGroupStatus status =
        managed.object ? managed.object->status : resources::ScalingGroupStatus{};
    const std::int64_t generation = managed.object ? managed.object->generation : 0;
    status.observed_generation = generation;
    status.members.clear();
    for (const model::Member& member : managed.group.members) {
        status.members.push_back(member_status(member, managed, deployments, last));
    }
    if (last) {
        status.last_decision_time = std::chrono::floor<std::chrono::seconds>(last->time);
        status.last_outcome = last->outcome;
        resources::set_condition(status.conditions, scaled_condition(*last, generation), now);
    }
    resources::set_condition(status.conditions, ready_condition(managed, generation), now);
    resources::set_condition(status.conditions, conflict_condition(managed, generation), now);
    return status;
}

}  // namespace flotilla::controllers::group
