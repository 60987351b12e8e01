#include "flotilla/cluster/controllers/scheduler/fit.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace flotilla::cluster::controllers {
namespace {

using kube::Json;
using kube::JsonArray;

std::int64_t amount_in(const Amounts& amounts, std::string_view name) {
    const auto found = amounts.find(name);
    return found == amounts.end() ? 0 : found->second;
}

/// One `matchExpressions` or `matchFields` entry, as a requirement of a label selector.
std::optional<kube::LabelSelector::Requirement> read_requirement(const Json& entry) {
    using Operator = kube::LabelSelector::Operator;
    static const std::map<std::string_view, Operator> kOperators{
        {"In", Operator::In},
        {"NotIn", Operator::NotIn},
        {"Exists", Operator::Exists},
        {"DoesNotExist", Operator::DoesNotExist},
        {"Gt", Operator::GreaterThan},
        {"Lt", Operator::LessThan},
    };
    const auto op = kOperators.find(kube::find_string(entry, {"operator"}).value_or(""));
    if (op == kOperators.end()) {
        return std::nullopt;
    }
    kube::LabelSelector::Requirement requirement{
        std::string{kube::find_string(entry, {"key"}).value_or("")}, op->second, {}
    };
    if (const JsonArray* values = kube::find_array(entry, {"values"})) {
        for (const Json& value : *values) {
            requirement.values.emplace_back(kube::find_string(value, {}).value_or(""));
        }
        std::ranges::sort(requirement.values);
    }
    return requirement;
}

bool matches_entries(const JsonArray* entries, const kube::StringMap& values) {
    if (entries == nullptr) {
        return true;
    }
    kube::LabelSelector selector;
    for (const Json& entry : *entries) {
        const auto requirement = read_requirement(entry);
        if (!requirement) {
            return false;
        }
        selector.add(*requirement);
    }
    return selector.matches(values);
}

bool matches_term(const Json& term, const NodeView& node) {
    const JsonArray* expressions = kube::find_array(term, {"matchExpressions"});
    const JsonArray* fields = kube::find_array(term, {"matchFields"});
    if (expressions == nullptr && fields == nullptr) {
        return false;  // an empty term selects nothing
    }
    const kube::StringMap field_values{{"metadata.name", node.key.name}};
    return matches_entries(expressions, node.labels) && matches_entries(fields, field_values);
}

}  // namespace

bool tolerates(const PodView& pod, const TaintView& taint) {
    return std::ranges::any_of(pod.tolerations, [&taint](const TolerationView& toleration) {
        const bool effect = toleration.effect.empty() || toleration.effect == taint.effect;
        const bool key = toleration.key == taint.key || (toleration.key.empty() && toleration.any_value);
        return effect && key && (toleration.any_value || toleration.value == taint.value);
    });
}

bool matches_node(const PodView& pod, const NodeView& node) {
    for (const auto& [key, value] : pod.node_selector) {
        const auto label = node.labels.find(key);
        if (label == node.labels.end() || label->second != value) {
            return false;
        }
    }
    if (!pod.node_affinity) {
        return true;
    }
    const JsonArray* terms = kube::find_array(*pod.node_affinity, {"nodeSelectorTerms"});
    return terms != nullptr &&
           std::ranges::any_of(*terms, [&node](const Json& term) { return matches_term(term, node); });
}

std::vector<std::string> reasons_against(const PodView& pod, const NodeView& node, const NodeUse& use) {
    if (node.is_unschedulable &&
        !tolerates(pod, TaintView{"node.kubernetes.io/unschedulable", "", "NoSchedule"})) {
        return {"node(s) were unschedulable"};
    }
    for (const TaintView& taint : node.taints) {
        if (taint.effect != "PreferNoSchedule" && !tolerates(pod, taint)) {
            return {fmt::format("node(s) had untolerated taint {{{}: {}}}", taint.key, taint.value)};
        }
    }
    if (!matches_node(pod, node)) {
        return {"node(s) didn't match Pod's node affinity/selector"};
    }
    std::vector<std::string> reasons;
    if (use.pods + 1 > amount_in(node.allocatable, "pods")) {
        reasons.emplace_back("Too many pods");
    }
    for (const auto& [name, amount] : pod.requests) {
        if (amount > 0 && amount_in(use.requests, name) + amount > amount_in(node.allocatable, name)) {
            reasons.push_back("Insufficient " + name);
        }
    }
    return reasons;
}

double least_allocated_score(const PodView& pod, const NodeView& node, const NodeUse& use) {
    // Pods that ask for nothing count a little, so that they spread as well.
    constexpr std::int64_t kDefaultMilliCpu = 100;
    constexpr std::int64_t kDefaultMemory = std::int64_t{200} << 20U;
    const auto free_share = [&](std::string_view name, std::int64_t at_least) {
        const std::int64_t capacity = amount_in(node.allocatable, name);
        const std::int64_t asked = std::max(amount_in(pod.requests, name), at_least);
        const std::int64_t used = std::max(amount_in(use.requests, name), at_least * use.pods) + asked;
        return capacity <= 0 || used > capacity
                   ? 0.0
                   : 100.0 * static_cast<double>(capacity - used) / static_cast<double>(capacity);
    };
    return (free_share("cpu", kDefaultMilliCpu) + free_share("memory", kDefaultMemory)) / 2;
}

std::string explain_unschedulable(const std::vector<std::vector<std::string>>& reasons_by_node) {
    std::map<std::string, std::size_t> counts;
    for (const auto& reasons : reasons_by_node) {
        for (const std::string& reason : reasons) {
            ++counts[reason];
        }
    }
    if (reasons_by_node.empty()) {
        return "no nodes available to schedule pods";
    }
    std::vector<std::string> parts;
    for (const auto& [reason, count] : counts) {
        parts.push_back(fmt::format("{} {}", count, reason));
    }
    std::ranges::sort(parts);
    std::string text = fmt::format("0/{} nodes are available: ", reasons_by_node.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : ", ") + parts[i];
    }
    return text + ".";
}

}  // namespace flotilla::cluster::controllers
