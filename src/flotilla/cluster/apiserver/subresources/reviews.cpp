#include "flotilla/cluster/apiserver/subresources/reviews.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::cluster {

namespace {

kube::JsonObject user_json(const User& user) {
    kube::JsonObject json;
    json["username"] = user.name;
    if (!user.uid.empty()) {
        json["uid"] = user.uid;
    }
    json["groups"] = kube::JsonArray(user.groups.begin(), user.groups.end());
    if (!user.extra.empty()) {
        kube::JsonObject extra;
        for (const auto& [key, values] : user.extra) {
            extra[key] = kube::JsonArray(values.begin(), values.end());
        }
        json["extra"] = std::move(extra);
    }
    return json;
}

Action action_in(const kube::Json& spec) {
    Action action;
    if (kube::find_object(spec, {"nonResourceAttributes"}) != nullptr) {
        action.is_resource = false;
        action.verb = kube::text_at(spec, {"nonResourceAttributes", "verb"});
        action.path = kube::text_at(spec, {"nonResourceAttributes", "path"});
        return action;
    }
    action.verb = kube::text_at(spec, {"resourceAttributes", "verb"});
    action.group = kube::text_at(spec, {"resourceAttributes", "group"});
    action.resource = kube::text_at(spec, {"resourceAttributes", "resource"});
    action.subresource = kube::text_at(spec, {"resourceAttributes", "subresource"});
    action.namespace_ = kube::text_at(spec, {"resourceAttributes", "namespace"});
    action.name = kube::text_at(spec, {"resourceAttributes", "name"});
    return action;
}

Outcome<void> review_access(const ApiRequest& request, RbacAuthorizer& authorizer, kube::Json& review) {
    const kube::Json spec = *kube::find(review, {"spec"});
    const bool has_resource = kube::find_object(spec, {"resourceAttributes"}) != nullptr;
    const bool has_path = kube::find_object(spec, {"nonResourceAttributes"}) != nullptr;
    if (has_resource == has_path) {
        kube::FieldError error;
        error.field = "spec.resourceAttributes";
        error.value = "\"\"";
        error.detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
        return reject(kube::statuses::invalid(request.resource->type, "", {error}));
    }
    User user = request.user;
    if (request.resource->type.plural != "selfsubjectaccessreviews") {
        user = User{kube::text_at(spec, {"user"}), kube::text_at(spec, {"uid"})};
        user.groups = kube::texts_at(spec, {"groups"});
        if (user.name.empty() && user.groups.empty()) {
            kube::FieldError error;
            error.field = "spec.user";
            error.value = "\"\"";
            error.detail = "at least one of user or group must be specified";
            return reject(kube::statuses::invalid(request.resource->type, "", {error}));
        }
    }
    const auto reason = authorizer.allows(user, action_in(spec));
    kube::place(review, {"status", "allowed"}) = reason.has_value();
    if (reason && !reason->empty()) {
        kube::place(review, {"status", "reason"}) = *reason;
    }
    return {};
}

void list_rules(const ApiRequest& request, RbacAuthorizer& authorizer, kube::Json& review) {
    kube::JsonArray resource_rules;
    kube::JsonArray url_rules;
    for (const PolicyRule& rule :
         authorizer.rules_of(request.user, kube::text_at(review, {"spec", "namespace"}))) {
        (rule.urls.empty() ? resource_rules : url_rules).emplace_back(rule.to_json());
    }
    if (request.user.is_in(kMasters)) {
        resource_rules.emplace_back(PolicyRule{{"*"}, {"*"}, {"*"}, {}, {}}.to_json());
        url_rules.emplace_back(PolicyRule{{"*"}, {}, {}, {}, {"*"}}.to_json());
    }
    kube::place(review, {"status", "resourceRules"}) = std::move(resource_rules);
    kube::place(review, {"status", "nonResourceRules"}) = std::move(url_rules);
    kube::place(review, {"status", "incomplete"}) = false;
}

void review_token(Authenticator& authenticator, kube::Json& review) {
    const std::vector<std::string> audiences = kube::texts_at(review, {"spec", "audiences"});
    const auto user = authenticator.user_of_token(kube::text_at(review, {"spec", "token"}), audiences);
    kube::place(review, {"status"}) = kube::JsonObject{};
    if (!user) {
        kube::place(review, {"status", "error"}) = "invalid bearer token";
        return;
    }
    kube::place(review, {"status", "authenticated"}) = true;
    kube::place(review, {"status", "user"}) = user_json(*user);
    if (!audiences.empty()) {
        kube::place(review, {"status", "audiences"}) = kube::JsonArray(audiences.begin(), audiences.end());
    }
}

}  // namespace

bool is_review(const Resource& resource) {
    return resource.collection == nullptr &&
           (resource.type.group == "authentication.k8s.io" || resource.type.group == "authorization.k8s.io");
}

Outcome<Reply> answer_review(
    Core& core, ApiRequest& request, Authenticator& authenticator, RbacAuthorizer& authorizer
) {
    FLOTILLA_TRY_OUTCOME(kube::Json review, decode_object(request, request.resource->kind()));
    if (kube::find(review, {"metadata"}) == nullptr) {
        kube::place(review, {"metadata"}) = kube::JsonObject{};
    }
    if (kube::find_object(review, {"spec"}) == nullptr) {
        kube::place(review, {"spec"}) = kube::JsonObject{};
    }
    const std::string& plural = request.resource->type.plural;
    if (plural == "selfsubjectreviews") {
        kube::place(review, {"metadata", "creationTimestamp"}) = format_time(core.clock.wall_now());
        review.as_object().erase("spec");
        kube::place(review, {"status", "userInfo"}) = user_json(request.user);
    } else if (plural == "tokenreviews") {
        review_token(authenticator, review);
    } else if (plural == "selfsubjectrulesreviews") {
        list_rules(request, authorizer, review);
    } else {
        FLOTILLA_CHECK_OUTCOME(review_access(request, authorizer, review));
    }
    Reply reply{201};
    reply.value = std::move(review);
    return reply;
}

}  // namespace flotilla::cluster
