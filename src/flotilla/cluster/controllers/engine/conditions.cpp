#include "flotilla/cluster/controllers/engine/conditions.hpp"

#include <algorithm>

namespace flotilla::cluster::controllers {
namespace {

auto find_in(kube::JsonArray& conditions, std::string_view type) {
    return std::find_if(conditions.begin(), conditions.end(), [type](const kube::Json& condition) {
        return kube::find_string(condition, {"type"}) == type;
    });
}

}  // namespace

void set_condition(
    kube::JsonArray& conditions, const ConditionSays& says, WallTime now, bool with_update_time
) {
    auto found = find_in(conditions, says.type);
    const std::string time = format_time(now);
    if (found == conditions.end()) {
        conditions.emplace_back(kube::JsonObject{{"type", says.type}});
        found = conditions.end() - 1;
    }
    kube::Json& entry = *found;
    const bool same_status = kube::find_string(entry, {"status"}) == says.status;
    const bool same_words = kube::find_string(entry, {"reason"}) == says.reason &&
                            kube::find_string(entry, {"message"}) == says.message;
    if (same_status && same_words) {
        return;
    }
    if (!same_status) {
        kube::place(entry, {"lastTransitionTime"}) = time;
    }
    if (with_update_time) {
        kube::place(entry, {"lastUpdateTime"}) = time;
    }
    kube::place(entry, {"status"}) = says.status;
    kube::place(entry, {"reason"}) = says.reason;
    kube::place(entry, {"message"}) = says.message;
}

void remove_condition(kube::JsonArray& conditions, std::string_view type) {
    const auto found = find_in(conditions, type);
    if (found != conditions.end()) {
        conditions.erase(found);
    }
}

const kube::Json* condition_in(const kube::JsonArray& conditions, std::string_view type) {
    for (const kube::Json& condition : conditions) {
        if (kube::find_string(condition, {"type"}) == type) {
            return &condition;
        }
    }
    return nullptr;
}

kube::JsonArray conditions_of(const kube::Json& object) {
    const kube::JsonArray* conditions = kube::find_array(object, {"status", "conditions"});
    return conditions != nullptr ? *conditions : kube::JsonArray{};
}

}  // namespace flotilla::cluster::controllers
