#include "flotilla/controllers/group/group_metrics.hpp"

namespace flotilla::controllers::group {
namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

GroupMetrics::GroupMetrics(telemetry::Registry& registry)
    : registry_(registry),
      patch_(registry.histogram(
          "flotilla_group_patch_latency_seconds",
          "Time of one member's patch, retries included",
          telemetry::latency_bounds()
      )),
      action_(registry.histogram(
          "flotilla_group_action_latency_seconds",
          "Time from the decision to the last answer to a patch",
          telemetry::latency_bounds()
      )) {}

void GroupMetrics::count_decision(const std::string& group, const std::string& policy) {
    registry_
        .counter("flotilla_group_decisions_total", "Decisions made", {{"group", group}, {"policy", policy}})
        .add();
}

void GroupMetrics::count_action(const std::string& group, std::string_view outcome) {
    registry_
        .counter(
            "flotilla_group_actions_total",
            "Actions ended",
            {{"group", group}, {"outcome", std::string{outcome}}}
        )
        .add();
}

void GroupMetrics::observe_patch(Duration latency) {
    patch_.observe(seconds(latency));
}

void GroupMetrics::observe_action(Duration until_patched) {
    action_.observe(seconds(until_patched));
}

void GroupMetrics::observe_ready(const std::string& group, Duration until_ready) {
    registry_
        .histogram(
            "flotilla_group_ready_latency_seconds",
            "Time from the decision until every member is ready",
            telemetry::exponential_bounds(0.25, 2, 12),
            {{"group", group}}
        )
        .observe(seconds(until_ready));
}

void GroupMetrics::count_error(ErrorCode code) {
    registry_
        .counter(
            "flotilla_group_errors_total",
            "Requests that failed for good",
            {{"code", std::string{to_string(code)}}}
        )
        .add();
}

void GroupMetrics::set_group(
    const std::string& group, bool is_paused, std::size_t conflicts, std::size_t missing
) {
    registry_.gauge(
                 "flotilla_group_paused", "1 while the group is paused", {{"group", group}}
    ).set(is_paused ? 1 : 0);
    registry_.gauge(
                 "flotilla_group_conflicts", "Members on which somebody else acts", {{"group", group}}
    ).set(static_cast<double>(conflicts));
    registry_
        .gauge("flotilla_group_missing_members", "Members whose Deployment is not there", {{"group", group}})
        .set(static_cast<double>(missing));
}

void GroupMetrics::set_member(const std::string& member, model::Replicas current, model::Replicas ready) {
    constexpr std::string_view kHelp =
        "Replicas of a member: current, ready and desired by the last decision";
    registry_.gauge("flotilla_group_member_replicas", kHelp, {{"member", member}, {"kind", "current"}})
        .set(static_cast<double>(current.count()));
    registry_.gauge("flotilla_group_member_replicas", kHelp, {{"member", member}, {"kind", "ready"}})
        .set(static_cast<double>(ready.count()));
}

void GroupMetrics::set_desired(const std::string& member, model::Replicas desired) {
    registry_
        .gauge(
            "flotilla_group_member_replicas",
            "Replicas of a member: current, ready and desired by the last decision",
            {{"member", member}, {"kind", "desired"}}
        )
        .set(static_cast<double>(desired.count()));
}

}  // namespace flotilla::controllers::group
