#include "flotilla/cluster/apiserver/authz/rbac.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "flotilla/kube/api/json_texts.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kSuffix = ".rbac.authorization.k8s.io";
constexpr std::array<std::string_view, 4> kKinds{
    "clusterroles", "clusterrolebindings", "roles", "rolebindings"
};

bool has(const std::vector<std::string>& list, std::string_view wanted) {
    return std::ranges::any_of(list, [&](const std::string& item) { return item == "*" || item == wanted; });
}

bool has_resource(const std::vector<std::string>& resources, const Action& action) {
    if (action.subresource.empty()) {
        return has(resources, action.resource);
    }
    return has(resources, fmt::format("{}/{}", action.resource, action.subresource)) ||
           std::ranges::find(resources, fmt::format("*/{}", action.subresource)) != resources.end();
}

bool has_url(const std::vector<std::string>& urls, std::string_view path) {
    return std::ranges::any_of(urls, [&](std::string_view url) {
        return url == path || url == "*" ||
               (url.ends_with('*') && path.starts_with(url.substr(0, url.size() - 1)));
    });
}

std::vector<PolicyRule> rules_in(const kube::Json& role) {
    std::vector<PolicyRule> rules;
    if (const kube::JsonArray* array = kube::find_array(role, {"rules"})) {
        for (const kube::Json& rule : *array) {
            rules.push_back(PolicyRule::from_json(rule));
        }
    }
    return rules;
}

struct Subject {
    std::string kind;
    std::string name;

    [[nodiscard]] bool is(const User& user) const {
        return kind == "Group" ? user.is_in(name) : user.name == name;
    }
};

std::vector<Subject> subjects_of(const kube::Json& binding) {
    std::vector<Subject> subjects;
    if (const kube::JsonArray* array = kube::find_array(binding, {"subjects"})) {
        for (const kube::Json& item : *array) {
            const std::string_view kind = kube::find_string(item, {"kind"}).value_or("");
            const std::string_view name = kube::find_string(item, {"name"}).value_or("");
            if (kind == "ServiceAccount") {
                const std::string_view namespace_ = kube::find_string(item, {"namespace"}).value_or("");
                subjects.push_back({"User", fmt::format("system:serviceaccount:{}:{}", namespace_, name)});
            } else {
                subjects.push_back({std::string{kind}, std::string{name}});
            }
        }
    }
    return subjects;
}

}  // namespace

Action Action::of(const RequestInfo& info) {
    Action action;
    action.is_resource = info.is_resource;
    action.verb = info.verb;
    action.group = info.group;
    action.resource = info.resource;
    action.subresource = info.subresource;
    action.namespace_ = info.namespace_;
    action.name = info.name;
    action.path = info.path;
    return action;
}

std::string Action::refusal(const User& user) const {
    if (!is_resource) {
        return fmt::format("User \"{}\" cannot {} path \"{}\"", user.name, verb, path);
    }
    const std::string what = subresource.empty() ? resource : fmt::format("{}/{}", resource, subresource);
    const std::string where =
        namespace_.empty() ? "at the cluster scope" : fmt::format("in the namespace \"{}\"", namespace_);
    return fmt::format(
        "User \"{}\" cannot {} resource \"{}\" in API group \"{}\" {}", user.name, verb, what, group, where
    );
}

PolicyRule PolicyRule::from_json(const kube::Json& json) {
    return {
        kube::texts_at(json, {"verbs"}),
        kube::texts_at(json, {"apiGroups"}),
        kube::texts_at(json, {"resources"}),
        kube::texts_at(json, {"resourceNames"}),
        kube::texts_at(json, {"nonResourceURLs"})
    };
}

kube::JsonObject PolicyRule::to_json() const {
    kube::JsonObject json;
    const auto put = [&](std::string_view key, const std::vector<std::string>& values) {
        if (!values.empty()) {
            json[key] = kube::JsonArray(values.begin(), values.end());
        }
    };
    put("verbs", verbs);
    put("apiGroups", groups);
    put("resources", resources);
    put("resourceNames", names);
    put("nonResourceURLs", urls);
    return json;
}

bool PolicyRule::covers(const Action& action) const {
    if (!has(verbs, action.verb)) {
        return false;
    }
    if (!action.is_resource) {
        return has_url(urls, action.path);
    }
    return has(groups, action.group) && has_resource(resources, action) &&
           (names.empty() || std::ranges::find(names, action.name) != names.end());
}

struct RbacAuthorizer::Policy {
    struct Grant {
        std::string namespace_;  // empty: everywhere
        std::string reason;
        std::vector<Subject> subjects;
        const std::vector<PolicyRule>* rules = nullptr;
    };

    std::array<Revision, kKinds.size()> made_from{};
    std::map<std::string, std::vector<PolicyRule>, std::less<>> roles;  // "NAME", or "NAMESPACE/NAME"
    std::vector<Grant> grants;

    void read_cluster_roles(Collection& collection);
    void read_roles(Collection& collection);
    void read_bindings(Collection& collection);
};

void RbacAuthorizer::Policy::read_cluster_roles(Collection& collection) {
    std::vector<std::pair<std::string, std::vector<kube::LabelSelector>>> aggregated;
    std::vector<ObjectPtr> objects;
    static_cast<void>(collection.visit(Range{}, [&](const ObjectPtr& object) {
        objects.push_back(object);
        const kube::Json json = object->parsed();
        roles[std::string{object->name()}] = rules_in(json);
        if (const kube::JsonArray* selectors =
                kube::find_array(json, {"aggregationRule", "clusterRoleSelectors"})) {
            std::vector<kube::LabelSelector> parsed;
            for (const kube::Json& selector : *selectors) {
                if (auto one = kube::LabelSelector::from_json(selector)) {
                    parsed.push_back(std::move(*one));
                }
            }
            aggregated.emplace_back(std::string{object->name()}, std::move(parsed));
        }
        return true;
    }));
    // Twice, because admin takes from edit what edit took from view.
    for (int round = 0; round < 2; ++round) {
        for (const auto& [name, selectors] : aggregated) {
            std::vector<PolicyRule> all = roles[name];
            for (const ObjectPtr& object : objects) {
                const bool matches =
                    object->name() != name && std::ranges::any_of(selectors, [&](const auto& selector) {
                        return selector.matches(*object);
                    });
                if (matches) {
                    const auto& others = roles[std::string{object->name()}];
                    all.insert(all.end(), others.begin(), others.end());
                }
            }
            roles[name] = std::move(all);
        }
    }
}

void RbacAuthorizer::Policy::read_roles(Collection& collection) {
    static_cast<void>(collection.visit(Range{}, [&](const ObjectPtr& object) {
        roles[fmt::format("{}/{}", object->namespace_(), object->name())] = rules_in(object->parsed());
        return true;
    }));
}

void RbacAuthorizer::Policy::read_bindings(Collection& collection) {
    static_cast<void>(collection.visit(Range{}, [&](const ObjectPtr& object) {
        const kube::Json json = object->parsed();
        const std::string_view kind = kube::find_string(json, {"roleRef", "kind"}).value_or("");
        const std::string role{kube::find_string(json, {"roleRef", "name"}).value_or("")};
        const auto found =
            roles.find(kind == "Role" ? fmt::format("{}/{}", object->namespace_(), role) : role);
        if (found != roles.end()) {
            const bool everywhere = object->namespace_().empty();
            grants.push_back(Grant{
                std::string{object->namespace_()},
                fmt::format(
                    "RBAC: allowed by {} \"{}\" of {} \"{}\"",
                    everywhere ? "ClusterRoleBinding" : "RoleBinding",
                    everywhere ? std::string{object->name()}
                               : fmt::format("{}/{}", object->name(), object->namespace_()),
                    kind,
                    role
                ),
                subjects_of(json),
                &found->second
            });
        }
        return true;
    }));
}

RbacAuthorizer::RbacAuthorizer(Store& store) : store_{store} {}

RbacAuthorizer::~RbacAuthorizer() = default;

const RbacAuthorizer::Policy& RbacAuthorizer::policy() {
    std::array<Revision, kKinds.size()> now{};
    std::array<Collection*, kKinds.size()> collections{};
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        collections[i] = &store_.collection(fmt::format("{}{}", kKinds[i], kSuffix));
        now[i] = collections[i]->last_change();
    }
    if (!policy_ || policy_->made_from != now) {
        policy_ = std::make_unique<Policy>();
        policy_->made_from = now;
        policy_->read_cluster_roles(*collections[0]);
        policy_->read_roles(*collections[2]);
        policy_->read_bindings(*collections[1]);
        policy_->read_bindings(*collections[3]);
    }
    return *policy_;
}

std::optional<std::string> RbacAuthorizer::allows(const User& user, const Action& action) {
    if (user.is_in(kMasters)) {
        return "";
    }
    for (const Policy::Grant& grant : policy().grants) {
        if (!grant.namespace_.empty() && (!action.is_resource || grant.namespace_ != action.namespace_)) {
            continue;
        }
        if (!std::ranges::any_of(grant.subjects, [&](const Subject& subject) { return subject.is(user); })) {
            continue;
        }
        if (std::ranges::any_of(*grant.rules, [&](const PolicyRule& rule) { return rule.covers(action); })) {
            return grant.reason;
        }
    }
    return std::nullopt;
}

std::vector<PolicyRule> RbacAuthorizer::rules_of(const User& user, std::string_view namespace_) {
    std::vector<PolicyRule> rules;
    for (const Policy::Grant& grant : policy().grants) {
        const bool holds_here = grant.namespace_.empty() || grant.namespace_ == namespace_;
        if (holds_here &&
            std::ranges::any_of(grant.subjects, [&](const Subject& subject) { return subject.is(user); })) {
            rules.insert(rules.end(), grant.rules->begin(), grant.rules->end());
        }
    }
    return rules;
}

}  // namespace flotilla::cluster
