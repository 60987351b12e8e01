#include "fake_api.hpp"

#include <fmt/format.h>

#include "flotilla/kube/api/patch/json_patch.hpp"
#include "flotilla/kube/api/patch/merge_patch.hpp"
#include "flotilla/kube/api/status.hpp"

namespace flotilla::controllers::group::testing_api {
namespace {

io::http::Response json_response(int status, std::string body) {
    io::http::Response response{status};
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

io::http::Response failure(int status) {
    kube::Status said;
    said.code = status;
    said.message = fmt::format("scripted failure {}", status);
    said.reason = status == 403 ? "Forbidden" : status == 409 ? "Conflict" : "";
    return json_response(status, kube::to_json(said));
}

bool is_json_patch(const io::http::Request& request) {
    return request.headers.find("Content-Type").value_or("").starts_with("application/json-patch");
}

}  // namespace

void FakeApi::add(const std::string& name, std::int64_t replicas) {
    deployments_[name] = {replicas, replicas, false, false};
    show(name);
}

void FakeApi::settle(const std::string& name) {
    State& state = deployments_.at(name);
    state.is_held = false;
    state.ready = state.replicas;
    show(name);
}

void FakeApi::scale_behind_our_back(const std::string& name, std::int64_t replicas) {
    deployments_.at(name).replicas = replicas;
    settle(name);
}

asio::awaitable<void> FakeApi::handle(io::http::Request request, io::http::ResponseWriter& writer) {
    io::http::Response response = answer(request);
    co_await writer.send(std::move(response));
}

io::http::Response FakeApi::answer(const io::http::Request& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    constexpr std::string_view kDeployments = "/apis/apps/v1/namespaces/default/deployments/";
    if (path.starts_with(kDeployments) && path.ends_with("/scale")) {
        const std::string rest = path.substr(kDeployments.size());
        return scale(rest.substr(0, rest.size() - std::string_view{"/scale"}.size()), request);
    }
    if (path.starts_with("/api/v1/namespaces/default/configmaps")) {
        return config_map(request);
    }
    return failure(404);
}

io::http::Response FakeApi::scale(const std::string& name, const io::http::Request& request) {
    before_patch(name);
    if (auto& faults = faults_[name]; !faults.empty()) {
        const int status = faults.front();
        faults.pop_front();
        return failure(status);
    }
    const auto found = deployments_.find(name);
    if (found == deployments_.end()) {
        return failure(404);
    }
    State& state = found->second;
    kube::JsonObject spec;
    if (state.replicas != 0) {
        spec["replicas"] = state.replicas;  // 0 is left out, as the real one does
    }
    const kube::Json before = kube::JsonObject{
        {"kind", "Scale"},
        {"apiVersion", "autoscaling/v1"},
        {"metadata", kube::JsonObject{{"name", name}, {"namespace", "default"}, {"resourceVersion", "1"}}},
        {"spec", std::move(spec)},
        {"status", kube::JsonObject{{"replicas", state.replicas}}}
    };
    const kube::Json patch = kube::parse_json(request.body).value();
    const auto after = is_json_patch(request) ? kube::apply_json_patch(before, patch)
                                              : Result<kube::Json>{kube::apply_merge_patch(before, patch)};
    if (!after) {
        return failure(422);
    }
    state.replicas = kube::find_int(*after, {"spec", "replicas"}).value_or(0);
    if (!state.is_held && !(state.is_denied && state.replicas > state.ready)) {
        state.ready = state.replicas;
    }
    accepted_.push_back(fmt::format("{}={}", name, state.replicas));
    show(name);
    return json_response(200, kube::to_json(*after));
}

io::http::Response FakeApi::config_map(const io::http::Request& request) {
    kube::Json body;
    if (!request.body.empty()) {
        body = kube::parse_json(request.body).value();
    }
    if (request.method == "POST" || request.method == "PATCH") {
        for (const auto& [group, text] : *kube::find_object(body, {"data"})) {
            if (text.is_null()) {
                journal_.erase(std::string{group});
            } else {
                journal_[std::string{group}] = kube::text_of(text.get_string());
            }
        }
    }
    kube::JsonObject data;
    for (const auto& [group, text] : journal_) {
        data[group] = text;
    }
    return json_response(
        200,
        kube::to_json(kube::JsonObject{
            {"kind", "ConfigMap"},
            {"apiVersion", "v1"},
            {"metadata", kube::JsonObject{{"name", "flotilla-operator-teastore"}, {"namespace", "default"}}},
            {"data", std::move(data)}
        })
    );
}

void FakeApi::show(const std::string& name) {
    const State& state = deployments_.at(name);
    const std::string conditions =
        state.is_denied && state.ready < state.replicas
            ? R"(,"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}])"
            : "";
    const std::string json = fmt::format(
        R"({{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"{}","namespace":"default"}},"spec":{{"replicas":{}}},)"
        R"("status":{{"replicas":{},"readyReplicas":{}{}}}}})",
        name,
        state.replicas,
        state.replicas,
        state.ready,
        conditions
    );
    cache_.upsert(kube::EncodedObject::parse(json).value());
}

}  // namespace flotilla::controllers::group::testing_api
