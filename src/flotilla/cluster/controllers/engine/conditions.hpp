#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster::controllers {

/// What a condition should say.
struct ConditionSays {
    std::string type;
    std::string status;
    std::string reason;
    std::string message;
};

/// Sets one entry of a `conditions` list, adding it when it is new. `lastTransitionTime` moves only when the
/// status changes.
/// @param with_update_time also keeps `lastUpdateTime`, as Deployments have it: it moves with every other
/// reason or message
void set_condition(
    kube::JsonArray& conditions, const ConditionSays& says, WallTime now, bool with_update_time = false
);

/// Takes the entry of that type away.
void remove_condition(kube::JsonArray& conditions, std::string_view type);

/// The entry of that type, or null.
const kube::Json* condition_in(const kube::JsonArray& conditions, std::string_view type);

/// `status.conditions` of an object, empty when there is none.
kube::JsonArray conditions_of(const kube::Json& object);

}  // namespace flotilla::cluster::controllers
