#include "flotilla/cluster/apiserver/authz/escalation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/authz/rbac.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

/// Every single action that the rule allows. A `*` stands for itself: only a `*` covers it.
std::vector<Action> actions_of(const PolicyRule& rule) {
    const std::vector<std::string> any_name{""};
    std::vector<Action> actions;
    for (const std::string& verb : rule.verbs) {
        for (const std::string& url : rule.urls) {
            Action action;
            action.is_resource = false;
            action.verb = verb;
            action.path = url;
            actions.push_back(std::move(action));
        }
        for (const std::string& group : rule.groups) {
            for (const std::string& resource : rule.resources) {
                for (const std::string& name : rule.names.empty() ? any_name : rule.names) {
                    const std::size_t slash = std::min(resource.find('/'), resource.size());
                    Action action;
                    action.verb = verb;
                    action.group = group;
                    action.resource = resource.substr(0, slash);
                    action.subresource = slash < resource.size() ? resource.substr(slash + 1) : "";
                    action.name = name;
                    actions.push_back(std::move(action));
                }
            }
        }
    }
    return actions;
}

bool holds(const std::vector<PolicyRule>& held, const PolicyRule& wanted) {
    const std::vector<Action> actions = actions_of(wanted);
    return std::ranges::all_of(actions, [&](const Action& action) {
        return std::ranges::any_of(held, [&](const PolicyRule& rule) { return rule.covers(action); });
    });
}

std::vector<PolicyRule> rules_of(const kube::Json& role) {
    std::vector<PolicyRule> rules;
    if (const kube::JsonArray* array = kube::find_array(role, {"rules"})) {
        for (const kube::Json& rule : *array) {
            rules.push_back(PolicyRule::from_json(rule));
        }
    }
    return rules;
}

/// What the object gives away; nothing when it refers to a role that is not there yet.
std::vector<PolicyRule> granted(const Admission& admission) {
    const auto role = kube::find_string(admission.object, {"roleRef", "name"});
    if (!role) {
        return rules_of(admission.object);
    }
    const bool of_namespace = kube::find_string(admission.object, {"roleRef", "kind"}) == "Role";
    const ResourcePtr roles =
        admission.core.catalog.find_any(kGroup, of_namespace ? "roles" : "clusterroles");
    const ObjectPtr found =
        roles->collection->find(of_namespace ? admission.request.info.namespace_ : "", *role);
    return found ? rules_of(found->parsed()) : std::vector<PolicyRule>{};
}

Action exemption(const Admission& admission) {
    Action action;
    const auto role = kube::find_string(admission.object, {"roleRef", "name"});
    const bool binds_role = kube::find_string(admission.object, {"roleRef", "kind"}) == "Role";
    action.verb = role ? "bind" : "escalate";
    action.group = kGroup;
    action.resource =
        role ? (binds_role ? "roles" : "clusterroles") : admission.request.resource->type.plural;
    action.namespace_ = admission.request.info.namespace_;
    action.name = role.value_or(kube::find_string(admission.object, {"metadata", "name"}).value_or(""));
    return action;
}

}  // namespace

Outcome<void> check_escalation(const Admission& admission) {
    const Resource& resource = *admission.request.resource;
    const User& author = admission.request.user;
    if (resource.type.group != kGroup || author.is_in(kMasters)) {
        return {};
    }
    RbacAuthorizer& authorizer = admission.core.authorizer;
    if (authorizer.allows(author, exemption(admission))) {
        return {};
    }
    const std::vector<PolicyRule> held = authorizer.rules_of(author, admission.request.info.namespace_);
    std::string missing;
    for (const PolicyRule& rule : granted(admission)) {
        if (!holds(held, rule)) {
            missing += "\n" + kube::to_json(kube::Json(rule.to_json()));
        }
    }
    if (missing.empty()) {
        return {};
    }
    return reject(kube::statuses::forbidden(
        resource.type,
        kube::find_string(admission.object, {"metadata", "name"}).value_or(""),
        fmt::format(
            "user \"{}\" (groups=[{}]) is attempting to grant RBAC permissions not currently held:{}",
            author.name,
            fmt::join(author.groups, " "),
            missing
        )
    ));
}

}  // namespace flotilla::cluster
