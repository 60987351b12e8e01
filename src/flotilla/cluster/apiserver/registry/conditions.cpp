#include "flotilla/cluster/apiserver/registry/conditions.hpp"

namespace flotilla::cluster {

namespace {

kube::JsonObject condition_json(const kube::Condition& condition) {
    kube::JsonObject json;
    json["type"] = condition.type;
    json["status"] = condition.status;
    json["lastTransitionTime"] = format_time(condition.last_transition_time.value_or(WallTime{}));
    if (!condition.reason.empty()) {
        json["reason"] = condition.reason;
    }
    if (!condition.message.empty()) {
        json["message"] = condition.message;
    }
    return json;
}

}  // namespace

void set_condition(kube::Json& object, const kube::Condition& condition) {
    kube::Json& conditions = kube::place(object, {"status", "conditions"});
    if (!conditions.is_array()) {
        conditions = kube::JsonArray{};
    }
    for (kube::Json& present : conditions.as_array()) {
        if (kube::find_string(present, {"type"}) != std::string_view{condition.type}) {
            continue;
        }
        kube::JsonObject updated = condition_json(condition);
        if (kube::find_string(present, {"status"}) == std::string_view{condition.status}) {
            if (const kube::Json* since = kube::find(present, {"lastTransitionTime"})) {
                updated["lastTransitionTime"] = *since;
            }
        }
        present = std::move(updated);
        return;
    }
    conditions.as_array().emplace_back(condition_json(condition));
}

}  // namespace flotilla::cluster
