#include "flotilla/controllers/group/deployment.hpp"

#include <charconv>

#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::controllers::group {
namespace {

using kube::Json;
using model::Replicas;

Replicas count_at(const Json& object, std::initializer_list<std::string_view> path, std::int64_t otherwise) {
    return Replicas{kube::find_int(object, path).value_or(otherwise)};
}

std::string selector_of(const Json& object) {
    const Json* selector = kube::find(object, {"spec", "selector"});
    if (selector == nullptr) {
        return {};
    }
    const auto parsed = kube::LabelSelector::from_json(*selector);
    return parsed ? parsed->text() : std::string{};
}

/// The annotation's number, or `otherwise` when there is none.
template <class Number>
Result<Number> number_of(const Deployment& deployment, std::string_view key, Number otherwise) {
    const auto found = deployment.annotations.find(key);
    if (found == deployment.annotations.end()) {
        return otherwise;
    }
    const std::string& text = found->second;
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("Deployment {}: annotation {}: \"{}\" is not a number", deployment.name, key, text)
        );
    }
    return number;
}

std::vector<std::string> calls_of(const Deployment& deployment) {
    std::vector<std::string> calls;
    const auto found = deployment.annotations.find("flotilla.dev/calls");
    std::string_view rest = found == deployment.annotations.end() ? std::string_view{} : found->second;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        std::string_view name = rest.substr(0, comma);
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        name = name.substr(0, name.find(' '));
        if (!name.empty()) {
            calls.emplace_back(name);
        }
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return calls;
}

}  // namespace

const kube::ResourceType& deployment_resource() {
    static const kube::ResourceType type{"apps", "v1", "deployments", "Deployment", true};
    return type;
}

Deployment deployment_from(const kube::EncodedObject& encoded) {
    const kube::DynamicObject object{encoded};
    const Json& json = object.json();
    Deployment deployment;
    deployment.name = object.name();
    deployment.uid = object.uid();
    deployment.labels = object.labels();
    deployment.annotations = object.annotations();
    deployment.pod_selector = selector_of(json);
    deployment.current = count_at(json, {"spec", "replicas"}, 1);
    deployment.existing = count_at(json, {"status", "replicas"}, 0);
    deployment.ready = count_at(json, {"status", "readyReplicas"}, 0);
    deployment.is_observed =
        kube::find_int(json, {"status", "observedGeneration"}).value_or(0) >= object.generation().value_or(0);
    if (const auto failure = object.condition("ReplicaFailure"); failure && failure->status == "True") {
        deployment.failure = failure->message.empty() ? failure->reason : failure->message;
    }
    deployment.is_deleting = object.is_deleting();
    return deployment;
}

Result<model::Member> member_from(const Deployment& deployment, const model::Bounds& bounds) {
    model::Member member;
    member.name = deployment.name;
    FLOTILLA_TRY(const std::int64_t min, number_of(deployment, "flotilla.dev/min", bounds.min.count()));
    FLOTILLA_TRY(const std::int64_t max, number_of(deployment, "flotilla.dev/max", bounds.max.count()));
    FLOTILLA_TRY(member.weight, number_of(deployment, "flotilla.dev/weight", 1.0));
    member.bounds = {Replicas{min}, Replicas{max}};
    member.calls = calls_of(deployment);
    return member;
}

}  // namespace flotilla::controllers::group
