#include "flotilla/kube/runtime/conditions.hpp"

#include <algorithm>
#include <utility>

namespace flotilla::kube {

bool set_condition(std::vector<Condition>& conditions, Condition wanted, WallTime now) {
    const auto found = std::ranges::find(conditions, wanted.type, &Condition::type);
    if (found == conditions.end()) {
        wanted.last_transition_time = now;
        conditions.push_back(std::move(wanted));
        return true;
    }
    wanted.last_transition_time = found->status == wanted.status ? found->last_transition_time : now;
    if (*found == wanted) {
        return false;
    }
    *found = std::move(wanted);
    return true;
}

const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type) {
    const auto found = std::ranges::find(conditions, type, &Condition::type);
    return found == conditions.end() ? nullptr : &*found;
}

bool is_condition_true(const std::vector<Condition>& conditions, std::string_view type) {
    const Condition* condition = find_condition(conditions, type);
    return condition != nullptr && condition->status == "True";
}

}  // namespace flotilla::kube
