#include <sstream>

#include <gtest/gtest.h>

#include "flotilla/kube/api/types.gen.hpp"

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr std::string_view kPod = R"({
  "apiVersion": "v1", "kind": "Pod",
  "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}, "creationTimestamp": "2026-01-31T23:59:59Z",
    "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "u", "controller": true}]},
  "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}],
      "resources": {"requests": {"cpu": "250m", "memory": "1Gi"}, "limits": {"cpu": 2}},
      "readinessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 5}}],
    "tolerations": [{"operator": "Exists"}], "terminationGracePeriodSeconds": 30, "unknown": {"x": 1}},
  "status": {"phase": "Running", "containerStatuses": [{"name": "c", "ready": true, "restartCount": 2, "image": "i", "imageID": "",
      "state": {"running": {"startedAt": "2026-01-31T23:59:59Z"}}}], "conditions": null}
})";

TEST(Types, ReadWhatTheyName) {
    const auto object = EncodedObject::parse(kPod);
    ASSERT_THAT(object, IsOk());
    const auto pod = decode<Pod>(**object);
    ASSERT_THAT(pod, IsOk());
    EXPECT_EQ(pod->metadata.key(), (ObjectKey{"shop", "web-1"}));
    ASSERT_NE(pod->metadata.controller(), nullptr);
    EXPECT_EQ(pod->metadata.controller()->uid, "u");
    EXPECT_EQ(pod->spec.node_name, "n1");
    ASSERT_EQ(pod->spec.containers.size(), 1U);
    const Container& container = pod->spec.containers[0];
    EXPECT_EQ(container.resources.requests.at("cpu").milli_value(), 250);
    EXPECT_EQ(container.resources.limits.at("cpu").value(), 2);
    EXPECT_EQ(container.readiness_probe->http_get->port.text(), "http");
    EXPECT_EQ(container.ports[0].container_port, 80);
    EXPECT_EQ(pod->spec.termination_grace_period_seconds, 30);
    EXPECT_EQ(pod->status.phase, "Running");
    EXPECT_TRUE(pod->status.container_statuses[0].ready);
    EXPECT_TRUE(pod->status.container_statuses[0].state.running.has_value());
    EXPECT_FALSE(pod->status.container_statuses[0].state.waiting.has_value());
}

TEST(Types, AreReadAsTheyAreWritten) {
    const auto pod = decode<Pod>(*parse_json(kPod));
    ASSERT_THAT(pod, IsOk());
    const Json json = encode(*pod);
    EXPECT_EQ(find_string(json, {"apiVersion"}), "v1");
    EXPECT_EQ(find_string(json, {"kind"}), "Pod");
    EXPECT_EQ(find_string(json, {"metadata", "creationTimestamp"}), "2026-01-31T23:59:59Z");
    const auto again = decode<Pod>(json);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, *pod);
}

TEST(Types, LeaveOutWhatIsAbsent) {
    EXPECT_EQ(to_json(encode(Pod{})), R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[]}})");
    Deployment deployment;
    deployment.metadata.name = "web";
    deployment.spec.replicas = 0;
    EXPECT_EQ(
        to_json(encode(deployment)),
        R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":0,"selector":{},"template":null}})"
    );
}

TEST(Types, NameTheFieldThatIsWrong) {
    const auto reading = [](std::string_view json) { return decode<Pod>(*parse_json(json)); };
    EXPECT_THAT(reading("[]"), FailsWith(ErrorCode::InvalidArgument, "wanted an object, found an array"));
    EXPECT_THAT(
        reading(R"({"spec":{"containers":[{"name":"a"},{"resources":{"requests":{"cpu":"1K"}}}]}})"),
        FailsWith(
            ErrorCode::InvalidArgument,
            HasSubstr("spec.containers[1].resources.requests.cpu: \"1K\" is no quantity")
        )
    );
    EXPECT_THAT(
        reading(R"({"spec":{"priority":1.5}})"),
        FailsWith(ErrorCode::InvalidArgument, "spec.priority: wanted a whole number of 32 bits")
    );
    EXPECT_THAT(
        reading(R"({"spec":{"priority":3000000000}})"),
        FailsWith(ErrorCode::InvalidArgument, "spec.priority: wanted a whole number of 32 bits")
    );
    EXPECT_THAT(
        reading(R"({"metadata":{"labels":{"a":1}}})"),
        FailsWith(ErrorCode::InvalidArgument, "metadata.labels.a: wanted a text, found a number")
    );
    EXPECT_THAT(
        reading(R"({"spec":{"hostNetwork":"yes"}})"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("spec.hostNetwork"))
    );
    EXPECT_THAT(
        reading(R"({"status":{"startTime":"soon"}})"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("status.startTime"))
    );
}

TEST(Types, KnowTheirEndpoint) {
    EXPECT_EQ(
        resource_of<Pod>().path("shop", "web-1", "status"), "/api/v1/namespaces/shop/pods/web-1/status"
    );
    EXPECT_EQ(resource_of<Deployment>().collection_path("shop"), "/apis/apps/v1/namespaces/shop/deployments");
    EXPECT_EQ(resource_of<Deployment>().collection_path(), "/apis/apps/v1/deployments");
    EXPECT_EQ(resource_of<Node>().path("ignored", "n/1"), "/api/v1/nodes/n%2F1");
    EXPECT_EQ(resource_of<Event>().api_version(), "events.k8s.io/v1");
    EXPECT_EQ(resource_of<CoreEvent>().api_version(), "v1");
    EXPECT_EQ(resource_of<HorizontalPodAutoscaler>().gvk(), "autoscaling/v2, Kind=HorizontalPodAutoscaler");
}

TEST(Types, LeasesKeepMicroseconds) {
    Lease lease;
    lease.spec.holder_identity = "";
    lease.spec.renew_time = WallTime{std::chrono::microseconds{1'700'000'000'000'123}};
    const Json json = encode(lease);
    EXPECT_EQ(find_string(json, {"spec", "renewTime"}), "2023-11-14T22:13:20.000123Z");
    EXPECT_EQ(find_string(json, {"spec", "holderIdentity"}), "");
    EXPECT_EQ(*decode<Lease>(json), lease);
}

TEST(Types, SecretsAreDecodedAndDoNotPrint) {
    const auto secret = decode<Secret>(*parse_json(R"({"data":{"password":"aHVudGVyMg=="}})"));
    ASSERT_THAT(secret, IsOk());
    EXPECT_EQ(secret->data.at("password").reveal(), "hunter2");
    std::ostringstream out;
    out << secret->data.at("password");
    EXPECT_EQ(out.str() + fmt::format("{}", secret->data.at("password")), "[redacted][redacted]");
    EXPECT_EQ(find_string(encode(*secret), {"data", "password"}), "aHVudGVyMg==");
    EXPECT_THAT(
        decode<Secret>(*parse_json(R"({"data":{"a":"%"}})")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("data.a: illegal base64"))
    );
}

}  // namespace
}  // namespace flotilla::kube
