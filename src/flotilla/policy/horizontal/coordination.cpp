#include "flotilla/policy/horizontal/coordination.hpp"

#include <algorithm>
#include <map>

namespace flotilla::policy {
namespace {

/// The longest chain of calls below each member: 0 for those who call nobody.
std::map<std::string, int> heights(const model::ScalingGroup& group) {
    std::map<std::string, int> heights;
    std::vector<std::string> order = model::callers_first(group);
    std::reverse(order.begin(), order.end());
    for (const std::string& name : order) {
        int height = 0;
        for (const std::string& callee : group.find(name)->calls) {
            height = std::max(height, heights[callee] + 1);
        }
        heights[name] = height;
    }
    return heights;
}

std::vector<Change> changes_of(
    const model::ScalingGroup& group, const model::Observation& seen, const model::Decision& decision
) {
    std::vector<Change> changes;
    for (const model::Member& member : group.members) {
        const model::MemberObservation* observed = seen.find(member.name);
        const model::MemberDecision* decided = decision.find(member.name);
        if (observed != nullptr && decided != nullptr && decided->desired != observed->current) {
            changes.push_back({member.name, observed->current, decided->desired});
        }
    }
    return changes;
}

}  // namespace

std::vector<Stage> plan_stages(
    const model::ScalingGroup& group, const model::Observation& seen, const model::Decision& decision
) {
    std::map<int, Stage> by_rank;  // lower ranks first
    std::map<std::string, int> height = heights(group);
    const int members = static_cast<int>(group.members.size());
    for (Change& change : changes_of(group, seen, decision)) {
        int rank = 0;
        if (group.order == model::Order::CalleesFirst) {
            rank = change.is_out() ? height[change.member] : 2 * members - height[change.member];
        }
        by_rank[rank].changes.push_back(std::move(change));
    }
    std::vector<Stage> stages;
    for (auto& [rank, stage] : by_rank) {
        stages.push_back(std::move(stage));
    }
    return stages;
}

}  // namespace flotilla::policy
