#include "flotilla/resources/scaling_group.hpp"

#include <algorithm>

#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::resources {
namespace {

using kube::find_bool;
using kube::find_int;
using kube::find_string;
using kube::Json;
using kube::JsonObject;
using model::Replicas;

std::optional<Replicas> replicas_at(const Json& object, std::initializer_list<std::string_view> path) {
    const auto count = find_int(object, path);
    return count ? std::optional{Replicas{*count}} : std::nullopt;
}

double weight_of(const Json& member) {
    const Json* weight = kube::find(member, {"weight"});
    if (weight == nullptr) {
        return 1;
    }
    boost::json::error_code failed;
    const double number = weight->to_number<double>(failed);
    return failed ? 0 : number;  // 0 is refused by model::checked, with the member's name
}

model::Member member_of(const Json& json) {
    model::Member member;
    member.kind = find_string(json, {"kind"}).value_or("Deployment");
    member.name = kube::text_at(json, {"name"});
    member.bounds.min = replicas_at(json, {"min"}).value_or(Replicas{1});
    member.bounds.max = replicas_at(json, {"max"}).value_or(std::max(Replicas{10}, member.bounds.min));
    member.weight = weight_of(json);
    member.calls = kube::texts_at(json, {"calls"});
    return member;
}

model::PolicyChoice policy_of(const Json& spec) {
    model::PolicyChoice policy;
    policy.name = find_string(spec, {"policy", "name"}).value_or("random");
    if (const JsonObject* parameters = kube::find_object(spec, {"policy", "parameters"})) {
        for (const auto& [name, value] : *parameters) {
            policy.parameters.emplace(
                name, value.is_string() ? kube::text_of(value.get_string()) : std::string_view{}
            );
        }
    }
    return policy;
}

std::optional<Slo> slo_of(const Json& spec) {
    if (kube::find_object(spec, {"slo"}) == nullptr) {
        return std::nullopt;
    }
    return Slo{
        find_int(spec, {"slo", "percentile"}).value_or(95),
        find_int(spec, {"slo", "latencyMilliseconds"}).value_or(0)
    };
}

model::ScalingGroup group_of(const std::string& name, const Json& spec) {
    model::ScalingGroup group;
    group.name = name;
    if (const kube::JsonArray* members = kube::find_array(spec, {"members"})) {
        std::transform(members->begin(), members->end(), std::back_inserter(group.members), member_of);
    }
    group.policy = policy_of(spec);
    group.order =
        find_string(spec, {"order"}) == "CalleesFirst" ? model::Order::CalleesFirst : model::Order::AllAtOnce;
    group.all_or_none = find_bool(spec, {"allOrNone"}).value_or(false);
    group.max_change = replicas_at(spec, {"maxChange"});
    group.interval = std::chrono::seconds{find_int(spec, {"intervalSeconds"}).value_or(60)};
    group.stage_timeout = std::chrono::seconds{find_int(spec, {"stageTimeoutSeconds"}).value_or(120)};
    group.is_paused = find_bool(spec, {"paused"}).value_or(false);
    group.is_dry_run = find_bool(spec, {"dryRun"}).value_or(false);
    return group;
}

void put(JsonObject& object, std::string_view key, const std::optional<Replicas>& count) {
    if (count) {
        object[key] = count->count();
    }
}

void put(JsonObject& object, std::string_view key, const std::string& text) {
    if (!text.empty()) {
        object[key] = text;
    }
}

Json to_json(const MemberStatus& member) {
    JsonObject object{{"name", member.name}};
    put(object, "current", member.current);
    put(object, "ready", member.ready);
    put(object, "desired", member.desired);
    put(object, "reason", member.reason);
    put(object, "conflict", member.conflict);
    return object;
}

MemberStatus member_status_of(const Json& json) {
    return {
        kube::text_at(json, {"name"}),
        replicas_at(json, {"current"}),
        replicas_at(json, {"ready"}),
        replicas_at(json, {"desired"}),
        kube::text_at(json, {"reason"}),
        kube::text_at(json, {"conflict"})
    };
}

/// "5/7": members whose ready replicas are what their spec says, of all.
std::string settled(const std::vector<MemberStatus>& members) {
    const auto count = std::count_if(members.begin(), members.end(), [](const MemberStatus& member) {
        return member.current && member.ready == member.current;
    });
    return fmt::format("{}/{}", count, members.size());
}

}  // namespace

const kube::ResourceType& scaling_group_resource() {
    static const kube::ResourceType type{"flotilla.dev", "v1alpha1", "scalinggroups", "ScalingGroup", true};
    return type;
}

Result<ScalingGroup> scaling_group_from(const Json& object) {
    const Json* spec = kube::find(object, {"spec"});
    if (spec == nullptr || !spec->is_object()) {
        return fail(ErrorCode::InvalidArgument, "spec: required, and must be an object");
    }
    ScalingGroup made;
    made.key = {
        kube::text_at(object, {"metadata", "namespace"}), kube::text_at(object, {"metadata", "name"})
    };
    made.uid = kube::text_at(object, {"metadata", "uid"});
    made.generation = find_int(object, {"metadata", "generation"}).value_or(0);
    made.slo = slo_of(*spec);
    FLOTILLA_TRY(made.group, model::checked(group_of(made.key.name, *spec)));
    return made;
}

Json to_json(const ScalingGroupStatus& status) {
    JsonObject object{
        {"observedGeneration", status.observed_generation}, {"settled", settled(status.members)}
    };
    if (status.last_decision_time) {
        object["lastDecisionTime"] = format_time(*status.last_decision_time);
    }
    put(object, "lastOutcome", status.last_outcome);
    kube::JsonArray members;
    for (const MemberStatus& member : status.members) {
        members.push_back(to_json(member));
    }
    object["members"] = std::move(members);
    kube::DynamicObject conditions;
    for (const kube::Condition& condition : status.conditions) {
        conditions.set_condition(condition);
    }
    if (const Json* list = conditions.find({"status", "conditions"})) {
        object["conditions"] = *list;
    }
    return object;
}

std::string status_patch(const ScalingGroupStatus& status) {
    return kube::to_json(JsonObject{{"status", to_json(status)}});
}

ScalingGroupStatus status_from(const Json& object) {
    ScalingGroupStatus status;
    status.observed_generation = find_int(object, {"status", "observedGeneration"}).value_or(0);
    if (const kube::JsonArray* members = kube::find_array(object, {"status", "members"})) {
        std::transform(
            members->begin(), members->end(), std::back_inserter(status.members), member_status_of
        );
    }
    if (const auto time = parse_time(kube::text_at(object, {"status", "lastDecisionTime"}))) {
        status.last_decision_time = *time;
    }
    status.last_outcome = kube::text_at(object, {"status", "lastOutcome"});
    status.conditions = kube::DynamicObject{object}.conditions();
    return status;
}

void set_condition(std::vector<kube::Condition>& conditions, kube::Condition condition, WallTime now) {
    const auto same = std::find_if(conditions.begin(), conditions.end(), [&](const kube::Condition& c) {
        return c.type == condition.type;
    });
    if (same == conditions.end()) {
        condition.last_transition_time = now;
        conditions.push_back(std::move(condition));
        return;
    }
    condition.last_transition_time = same->status == condition.status ? same->last_transition_time : now;
    *same = std::move(condition);
}

}  // namespace flotilla::resources
