#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/apiserver/authn/user.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/kube/api/json.hpp"

/// Role-based access control: may this user do that?
namespace flotilla::cluster {

/// What somebody wants to do.
struct Action {
    bool is_resource = true;
    std::string verb;
    std::string group;
    std::string resource;  ///< "pods", without the subresource
    std::string subresource;
    std::string namespace_;  ///< empty: the whole cluster
    std::string name;
    std::string path;  ///< when it is no resource

    static Action of(const RequestInfo& info);
    /// `User "bob" cannot list resource "pods" in API group "" in the namespace "default"`
    [[nodiscard]] std::string refusal(const User& user) const;
};

/// One rule of a role.
struct PolicyRule {
    std::vector<std::string> verbs;
    std::vector<std::string> groups;
    std::vector<std::string> resources;
    std::vector<std::string> names;
    std::vector<std::string> urls;

    static PolicyRule from_json(const kube::Json& json);
    [[nodiscard]] kube::JsonObject to_json() const;
    [[nodiscard]] bool covers(const Action& action) const;
};

/// Decides by the roles and bindings in the store. Parsed again only when they change.
class RbacAuthorizer {
public:
    explicit RbacAuthorizer(Store& store);
    ~RbacAuthorizer();

    /// The reason when it is allowed; absent when it is not.
    std::optional<std::string> allows(const User& user, const Action& action);
    /// Every rule that holds for the user in a namespace.
    std::vector<PolicyRule> rules_of(const User& user, std::string_view namespace_);

private:
    struct Policy;
    const Policy& policy();

    Store& store_;
    std::unique_ptr<Policy> policy_;
};

}  // namespace flotilla::cluster
