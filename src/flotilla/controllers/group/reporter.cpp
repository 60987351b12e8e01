#include "flotilla/controllers/group/reporter.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace flotilla::controllers::group {
namespace {

/// "web 1→3, db 2→1"
std::string changes_text(const std::vector<MemberOutcome>& members) {
    std::vector<std::string> texts;
    for (const MemberOutcome& member : members) {
        texts.push_back(fmt::format(
            "{} {}→{}", member.change.member, member.change.from.count(), member.change.to.count()
        ));
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

kube::ObjectReference reference(
    const kube::ResourceType& type, const kube::ObjectKey& key, const std::string& uid
) {
    kube::ObjectReference to;
    to.api_version = type.api_version();
    to.kind = type.kind;
    to.namespace_ = key.namespace_;
    to.name = key.name;
    to.uid = uid;
    return to;
}

bool is_good(Outcome outcome) {
    return outcome == Outcome::Scaled || outcome == Outcome::Unchanged;
}

}  // namespace

void Reporter::decided(
    const ManagedGroup& managed, const model::Decision& decision, const model::Observation& seen
) {
    metrics_.count_decision(managed.name(), managed.group.policy.name);
    for (const model::MemberDecision& member : decision.members) {
        metrics_.set_desired(member.name, member.desired);
        log_.debug(
            "decided",
            {{"group", managed.name()},
             {"member", member.name},
             {"current", seen.find(member.name)->current.count()},
             {"desired", member.desired.count()},
             {"reason", to_text(member.reason)}}
        );
    }
}

void Reporter::dry_run(const ManagedGroup& managed, const std::vector<policy::Stage>& stages) {
    for (const policy::Stage& stage : stages) {
        for (const policy::Change& change : stage.changes) {
            log_.info(
                "would scale",
                {{"group", managed.name()},
                 {"member", change.member},
                 {"from", change.from.count()},
                 {"to", change.to.count()}}
            );
        }
    }
    metrics_.count_action(managed.name(), "DryRun");
}

void Reporter::held_by_conflict(const ManagedGroup& managed) {
    log_.warn(
        "not scaled: others act on members",
        {{"group", managed.name()}, {"conflicts", conflict_text(managed)}}
    );
    metrics_.count_action(managed.name(), "Conflict");
    announce_on_group(managed, true, "Conflict", conflict_text(managed));
}

void Reporter::ended(
    const ManagedGroup& managed,
    const ActionReport& report,
    const Deployments& deployments,
    const model::Decision& decision
) {
    metrics_.count_action(managed.name(), to_string(report.outcome));
    if (report.members.empty() && is_good(report.outcome)) {
        log_.debug("nothing to change", {{"group", managed.name()}});
        return;
    }
    metrics_.observe_action(report.until_patched);
    for (const MemberOutcome& member : report.members) {
        tell_member(managed, member, deployments, decision);
    }
    const std::string changes = changes_text(report.members);
    const bool is_fine = is_good(report.outcome);
    log_.log(
        is_fine ? telemetry::Level::Info : telemetry::Level::Error,
        "action ended",
        std::vector<telemetry::Field>{
            {"group", managed.name()},
            {"outcome", to_string(report.outcome)},
            {"changes", changes},
            {"patched_after", report.until_patched},
            {"error", report.message}
        }
    );
    announce_on_group(
        managed,
        !is_fine,
        std::string{to_string(report.outcome)},
        report.message.empty() ? changes : fmt::format("{}: {}", changes, report.message)
    );
}

void Reporter::tell_member(
    const ManagedGroup& managed,
    const MemberOutcome& member,
    const Deployments& deployments,
    const model::Decision& decision
) {
    metrics_.observe_patch(member.latency);
    if (member.error) {
        metrics_.count_error(member.error->code);
    }
    const auto found = deployments.find(member.change.member);
    if (found == deployments.end() || (!member.patched_at && !member.error)) {
        return;
    }
    const model::MemberDecision* decided = decision.find(member.change.member);
    std::string note = fmt::format(
        "{} → {} replicas by group {}", member.change.from.count(), member.change.to.count(), managed.name()
    );
    if (member.error) {
        note += ": " + member.error->message;
    } else if (member.is_taken_back) {
        note += ", taken back";
    } else if (decided != nullptr) {
        note += ": " + to_text(decided->reason);
    }
    const bool is_warning = member.error.has_value() || member.is_taken_back;
    kube::EventDraft event{
        .regarding = reference(deployment_resource(), {namespace_, member.change.member}, found->second.uid),
        .type = is_warning ? kube::EventType::Warning : kube::EventType::Normal,
        .reason = member.error           ? "GroupScalingFailed"
                  : member.is_taken_back ? "GroupScalingTakenBack"
                                         : "ScaledByGroup",
        .action = "Scale",
        .note = std::move(note)
    };
    events_.record(std::move(event));
}

void Reporter::resumed(const std::string& group, const ActionReport& report) {
    metrics_.count_action(group, to_string(report.outcome));
    log_.warn(
        "went on with an action that was cut off",
        {{"group", group},
         {"outcome", to_string(report.outcome)},
         {"changes", changes_text(report.members)},
         {"error", report.message}}
    );
}

void Reporter::ready(const std::string& group, Duration took) {
    metrics_.observe_ready(group, took);
    log_.info("group is ready", {{"group", group}, {"after", took}});
}

void Reporter::not_ready(const std::string& group, const Error& error) {
    log_.warn("group has not become ready", {{"group", group}, {"error", error.message}});
}

void Reporter::observed(const ManagedGroup& managed, const Deployments& deployments) {
    metrics_.set_group(
        managed.name(), managed.group.is_paused, managed.conflicts.size(), managed.missing.size()
    );
    for (const model::Member& member : managed.group.members) {
        if (const auto found = deployments.find(member.name); found != deployments.end()) {
            metrics_.set_member(member.name, found->second.current, found->second.ready);
        }
    }
}

void Reporter::announce_on_group(
    const ManagedGroup& managed, bool is_warning, std::string reason, std::string note
) {
    if (!managed.object) {
        return;
    }
    kube::EventDraft event{
        .regarding = reference(resources::scaling_group_resource(), managed.object->key, managed.object->uid),
        .type = is_warning ? kube::EventType::Warning : kube::EventType::Normal,
        .reason = std::move(reason),
        .action = "Scale",
        .note = std::move(note)
    };
    events_.record(std::move(event));
}

}  // namespace flotilla::controllers::group
