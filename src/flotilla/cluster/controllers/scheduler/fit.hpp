#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/controllers/engine/views.hpp"

/// Whether and how well a pod fits on a node. Pure.
namespace flotilla::cluster::controllers {

/// What the pods of a node have asked for.
struct NodeUse {
    Amounts requests;
    std::int64_t pods = 0;
};

/// Why a pod can't go to a node, in upstream's words ("Insufficient cpu"); empty when it can.
std::vector<std::string> reasons_against(const PodView& pod, const NodeView& node, const NodeUse& use);

/// 0 to 100: how empty the node is once the pod is there, mean of cpu and memory.
double least_allocated_score(const PodView& pod, const NodeView& node, const NodeUse& use);

/// Whether the pod bears a taint. Effects that keep nothing away (PreferNoSchedule) are the caller's affair.
bool tolerates(const PodView& pod, const TaintView& taint);

/// nodeSelector and the required terms of node affinity.
bool matches_node(const PodView& pod, const NodeView& node);

/// "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}."
std::string explain_unschedulable(const std::vector<std::vector<std::string>>& reasons_by_node);

}  // namespace flotilla::cluster::controllers
