#include "flotilla/cluster/apiserver/authn/impersonation.hpp"

#include <cctype>

#include <fmt/format.h>

#include "flotilla/io/http/url.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kExtra = "impersonate-extra-";
constexpr std::string_view kServiceAccount = "system:serviceaccount:";

std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

std::map<std::string, std::vector<std::string>> extra_of(const io::http::Headers& headers) {
    std::map<std::string, std::vector<std::string>> extra;
    for (const auto& [name, value] : headers.fields()) {
        const std::string key = lower(name);
        if (key.starts_with(kExtra)) {
            extra[io::http::percent_decode(key.substr(kExtra.size())).value_or(key)].push_back(value);
        }
    }
    return extra;
}

Action impersonate(std::string group, std::string resource, std::string subresource, std::string name) {
    Action action;
    action.verb = "impersonate";
    action.group = std::move(group);
    action.resource = std::move(resource);
    action.subresource = std::move(subresource);
    action.name = std::move(name);
    return action;
}

std::vector<Action> actions_for(const User& target) {
    std::vector<Action> actions;
    if (target.name.starts_with(kServiceAccount)) {
        const std::string_view rest = std::string_view{target.name}.substr(kServiceAccount.size());
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        Action action = impersonate(
            "", "serviceaccounts", "", std::string{rest.substr(std::min(colon + 1, rest.size()))}
        );
        action.namespace_ = rest.substr(0, colon);
        actions.push_back(std::move(action));
    } else {
        actions.push_back(impersonate("", "users", "", target.name));
    }
    for (const std::string& group : target.groups) {
        actions.push_back(impersonate("", "groups", "", group));
    }
    for (const auto& [key, values] : target.extra) {
        for (const std::string& value : values) {
            actions.push_back(impersonate("authentication.k8s.io", "userextras", key, value));
        }
    }
    if (!target.uid.empty()) {
        actions.push_back(impersonate("authentication.k8s.io", "uids", "", target.uid));
    }
    return actions;
}

}  // namespace

Outcome<User> impersonated(const io::http::Request& request, User user, RbacAuthorizer& authorizer) {
    User target{std::string{request.headers.find("Impersonate-User").value_or("")}};
    for (const std::string_view group : request.headers.find_all("Impersonate-Group")) {
        target.groups.emplace_back(group);
    }
    target.uid = request.headers.find("Impersonate-Uid").value_or("");
    target.extra = extra_of(request.headers);
    if (target.name.empty()) {
        if (target.groups.empty() && target.uid.empty() && target.extra.empty()) {
            return user;
        }
        return reject(kube::statuses::internal_error("requested impersonation without impersonating a user"));
    }
    for (const Action& action : actions_for(target)) {
        if (!authorizer.allows(user, action)) {
            const kube::ResourceType type{action.group, "v1", action.resource, "", false};
            return reject(kube::statuses::forbidden(type, action.name, action.refusal(user)));
        }
    }
    if (target.name.starts_with(kServiceAccount) && target.groups.empty()) {
        const std::string_view rest = std::string_view{target.name}.substr(kServiceAccount.size());
        target.groups = {
            "system:serviceaccounts", fmt::format("system:serviceaccounts:{}", rest.substr(0, rest.find(':')))
        };
    }
    const std::string_view implied = target.name == kAnonymous ? kUnauthenticated : kAuthenticated;
    if (!target.is_in(implied)) {
        target.groups.emplace_back(implied);
    }
    return target;
}

}  // namespace flotilla::cluster
