#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "flotilla/kube/client/connect.hpp"

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::kube {

inline const ResourceType kPods{"", "v1", "pods", "Pod", true};
inline const ResourceType kConfigMaps{"", "v1", "configmaps", "ConfigMap", true};
inline const ResourceType kNamespaces{"", "v1", "namespaces", "Namespace", false};
inline const ResourceType kDeployments{"apps", "v1", "deployments", "Deployment", true};

/// The server that KUBECONFIG names, and a namespace of the test's own, which goes away with it.
class OnCluster : public testing::Test {
protected:
    void SetUp() override {
        const EnvironmentVariables variables = EnvironmentVariables::of_process();
        const auto loaded = load_cluster_config(ConfigRequest{}, variables);
        ASSERT_THAT(loaded, testing_support::IsOk());
        config = *loaded;
        connected = connect(world.clock(), config, variables).value();
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        namespace_ =
            fmt::format("client-{}", world.clock().wall_now().time_since_epoch().count() % 1'000'000'000'000);
        DynamicObject object{kNamespaces, ObjectKey{"", namespace_}};
        object.set_annotation("test", test->name());
        ASSERT_THAT(run(client().create(kNamespaces, object)), testing_support::IsOk());
    }
    void TearDown() override {
        if (connected) {
            const ObjectKey key{"", namespace_};
            run(client().remove(kNamespaces, key));
        }
    }

    template <class T>
    T run(asio::awaitable<T> task) {
        return world.run(std::move(task));
    }
    Client& client() { return connected->client(); }
    /// What another user of the same cluster is answered.
    Result<std::string> who_am_i(const ClusterConfig& other, const EnvironmentVariables& variables = {}) {
        FLOTILLA_TRY(const auto session, connect(world.clock(), other, variables));
        const std::string review = R"({"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"})";
        FLOTILLA_TRY(
            const std::string answer,
            run(session->client().post_raw("/apis/authentication.k8s.io/v1/selfsubjectreviews", review))
        );
        FLOTILLA_TRY(const Json json, parse_json(answer));
        return std::string{find_string(json, {"status", "userInfo", "username"}).value_or("nobody")};
    }
    [[nodiscard]] ObjectKey key(std::string name) const { return {namespace_, std::move(name)}; }
    [[nodiscard]] DynamicObject config_map(const std::string& name, std::string_view value = "v") const {
        DynamicObject object{kConfigMaps, key(name)};
        object.at({"data", "key"}) = value;
        return object;
    }
    [[nodiscard]] DynamicObject pod(const std::string& name) const {
        DynamicObject object{kPods, key(name)};
        object.at({"spec", "containers"}) = JsonArray{JsonObject{{"name", "c"}, {"image", "i"}}};
        object.at({"spec", "automountServiceAccountToken"}) = false;
        object.at({"spec", "terminationGracePeriodSeconds"}) = 0;
        return object;
    }

    testing_support::RealWorld world;
    ClusterConfig config;
    std::unique_ptr<ConnectedClient> connected;
    std::string namespace_;
};

}  // namespace flotilla::kube
