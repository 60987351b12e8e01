#include <gmock/gmock.h>

#include "unit/cluster/apiserver/api_fixture.hpp"

namespace flotilla::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kMaps = "/api/v1/namespaces/default/configmaps";
const std::string kPods = "/api/v1/namespaces/default/pods";
const std::string kDefinitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const std::string kWidgets = "/apis/example.com/v1/namespaces/default/widgets";

constexpr const char* kWidgetDefinition =
    R"({"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com",
    "scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,
    "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
    "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{
        "replicas":{"type":"integer","minimum":0,"default":1}}},
        "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}}]}})";

TEST_F(ApiServerTest, PagesOfAListShowOneRevision) {
    for (const char* name : {"a", "b", "c", "d"}) {
        post(kMaps, config_map(name));
    }
    const Answer first = get(kMaps + "?limit=2");
    EXPECT_EQ(first.items(), 2U);
    EXPECT_EQ(first.number({"metadata", "remainingItemCount"}), 2);
    del(kMaps + "/c");
    post(kMaps, config_map("bb"));
    const Answer second = get(kMaps + "?limit=5&continue=" + first.text({"metadata", "continue"}));
    EXPECT_EQ(second.version(), first.version());
    EXPECT_THAT(second.http.body, HasSubstr(R"("name":"c")"));
    EXPECT_THAT(second.http.body, testing::Not(HasSubstr(R"("name":"bb")")));
}

TEST_F(ApiServerTest, AVersionFromTheFutureIsATimeout) {
    const Answer list = get(kMaps + "?resourceVersion=999999");
    EXPECT_EQ(list.code, 504);
    EXPECT_THAT(list.text({"message"}), HasSubstr("Too large resource version"));
}

TEST_F(ApiServerTest, WhatIsCompactedCannotBeWatchedOrContinued) {
    StoreOptions small;
    small.history_changes = 4;
    small.history_bytes = 1;
    start(ApiServerOptions{}, small);
    const std::string first = post(kMaps, config_map("a")).version();
    post(kMaps, config_map("b"));
    const Answer page = get(kMaps + "?limit=1");
    for (int i = 0; i < 40; ++i) {
        merge(kMaps + "/b", fmt::format(R"({{"data":{{"value":"{}"}}}})", i));
    }
    const auto seen = watch(kMaps + "?watch=true&resourceVersion=" + first);
    EXPECT_EQ(seen->code, 410);
    EXPECT_THAT(seen->raw, HasSubstr(R"("reason":"Expired")"));
    const Answer next = get(kMaps + "?limit=1&continue=" + page.text({"metadata", "continue"}));
    EXPECT_EQ(next.code, 410);
    const Answer rest = get(kMaps + "?limit=1&continue=" + next.text({"metadata", "continue"}));
    EXPECT_EQ(rest.code, 200) << "the token of the refusal goes on, if inconsistently";
    EXPECT_EQ(get(kMaps + "?resourceVersionMatch=Exact&resourceVersion=" + first).code, 410);
}

TEST_F(ApiServerTest, LeavingASelectorIsADeletion) {
    post(kMaps, config_map("a", R"({"tier":"web"})"));
    const auto seen = watch(kMaps + "?watch=true&labelSelector=tier%3Dweb");
    merge(kMaps + "/a", R"({"metadata":{"labels":{"tier":"db"}}})");
    merge(kMaps + "/a", R"({"metadata":{"labels":{"tier":"web"}}})");
    EXPECT_THAT(seen->told(), ElementsAre("ADDED a", "DELETED a", "ADDED a"));
}

TEST_F(ApiServerTest, AStreamingListEndsWithItsBookmark) {
    post(kMaps, config_map("a"));
    const auto seen = watch(
        kMaps +
        "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    );
    ASSERT_EQ(seen->events.size(), 2U);
    EXPECT_TRUE(seen->events.back().ends_initial_events());
}

TEST_F(ApiServerTest, AWatchEndsAtItsTimeWithABookmark) {
    const auto seen = watch(kMaps + "?watch=true&timeoutSeconds=5&allowWatchBookmarks=true");
    clock_.run_for(std::chrono::seconds{6});
    EXPECT_TRUE(seen->ended);
    ASSERT_EQ(seen->events.size(), 1U);
    EXPECT_EQ(seen->events.front().type, kube::WatchEventType::Bookmark);
}

TEST_F(ApiServerTest, ObjectsOfAMissingNamespaceAreRefused) {
    const Answer made = post("/api/v1/namespaces/nowhere/configmaps", config_map("a"));
    EXPECT_EQ(made.code, 404);
    EXPECT_EQ(made.text({"message"}), "namespaces \"nowhere\" not found");
}

TEST_F(ApiServerTest, ANamespaceWaitsForItsFinalizer) {
    post("/api/v1/namespaces", R"({"metadata":{"name":"shop"}})");
    EXPECT_EQ(del("/api/v1/namespaces/shop").text({"status", "phase"}), "Terminating");
    EXPECT_EQ(post("/api/v1/namespaces/shop/configmaps", config_map("a")).code, 403);
    const Answer waiting = get("/api/v1/namespaces/shop");
    kube::Json empty = waiting.json;
    kube::place(empty, {"spec"}) = kube::JsonObject{};
    EXPECT_EQ(put("/api/v1/namespaces/shop/finalize", kube::to_json(empty)).code, 200);
    EXPECT_EQ(get("/api/v1/namespaces/shop").code, 404);
}

TEST_F(ApiServerTest, APodOnANodeGoesWhenItsKubeletSaysSo) {
    ASSERT_EQ(post(kPods, pod("p", R"(,"nodeName":"n1")")).code, 201);
    const Answer marked = del(kPods + "/p");
    EXPECT_EQ(marked.number({"metadata", "deletionGracePeriodSeconds"}), 30);
    EXPECT_EQ(get(kPods + "/p").code, 200);
    EXPECT_EQ(del(kPods + "/p", R"({"gracePeriodSeconds":0})").code, 200);
    EXPECT_EQ(get(kPods + "/p").code, 404);
}

TEST_F(ApiServerTest, APodIsBoundOnce) {
    ASSERT_EQ(post(kPods, pod("p")).code, 201);
    const std::string binding = R"({"metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}})";
    EXPECT_EQ(post(kPods + "/p/binding", binding).code, 201);
    EXPECT_EQ(get(kPods + "/p").text({"spec", "nodeName"}), "n1");
    EXPECT_EQ(post(kPods + "/p/binding", binding).code, 409);
}

TEST_F(ApiServerTest, AQuotaIsNeverExceeded) {
    ASSERT_EQ(
        post(
            "/api/v1/namespaces/default/resourcequotas",
            R"({"metadata":{"name":"q"},"spec":{"hard":{"pods":"2"}}})"
        )
            .code,
        201
    );
    EXPECT_EQ(post(kPods, pod("a")).code, 201);
    EXPECT_EQ(post(kPods, pod("b")).code, 201);
    const Answer third = post(kPods, pod("c"));
    EXPECT_EQ(third.code, 403);
    EXPECT_THAT(
        third.text({"message"}),
        HasSubstr("exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2")
    );
}

TEST_F(ApiServerTest, ServicesGetAnAddressEach) {
    const std::string services = "/api/v1/namespaces/default/services";
    const auto service = [](std::string_view name) {
        return fmt::format(R"({{"metadata":{{"name":"{}"}},"spec":{{"ports":[{{"port":80}}]}}}})", name);
    };
    const Answer a = post(services, service("a"));
    const Answer b = post(services, service("b"));
    EXPECT_THAT(a.text({"spec", "clusterIP"}), testing::StartsWith("10.96."));
    EXPECT_NE(a.text({"spec", "clusterIP"}), b.text({"spec", "clusterIP"}));
}

TEST_F(ApiServerTest, ADefinitionIsServedAsSoonAsItIsStored) {
    const Answer made = post(kDefinitions, kWidgetDefinition);
    ASSERT_EQ(made.code, 201) << made.http.body;
    EXPECT_THAT(made.http.body, HasSubstr("Established"));
    const Answer widget = post(
        kWidgets,
        R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red"}})"
    );
    ASSERT_EQ(widget.code, 201) << widget.http.body;
    EXPECT_EQ(widget.number({"spec", "replicas"}), 1);
    EXPECT_EQ(kube::find(widget.json, {"spec", "color"}), nullptr);
    EXPECT_EQ(merge(kWidgets + "/w/scale", R"({"spec":{"replicas":4}})").number({"spec", "replicas"}), 4);
    EXPECT_EQ(get(kWidgets + "/w").number({"metadata", "generation"}), 2);
    const Answer bad = merge(kWidgets + "/w", R"({"spec":{"replicas":-1}})");
    EXPECT_EQ(bad.code, 422);
}

TEST_F(ApiServerTest, ADefinitionTakesItsInstancesAlong) {
    post(kDefinitions, kWidgetDefinition);
    post(kWidgets, R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}})");
    EXPECT_EQ(del(kDefinitions + "/widgets.example.com").code, 200);
    EXPECT_EQ(get(kDefinitions + "/widgets.example.com").code, 404);
    EXPECT_EQ(get(kWidgets).code, 404);
}

TEST_F(ApiServerTest, WhoHasNoRoleIsForbidden) {
    io::http::Peer bob;
    bob.certificate_subject = "CN=bob";
    io::http::LoopbackTransport transport{*server_, clock_, context_.get_executor(), bob};
    const Answer refused = call_through(transport, io::http::Request{"GET", kPods});
    EXPECT_EQ(refused.code, 403);
    EXPECT_EQ(
        refused.text({"message"}),
        "pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace "
        "\"default\""
    );
    post(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
        R"({"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"bob"}]})"
    );
    EXPECT_EQ(call_through(transport, io::http::Request{"GET", kPods}).code, 200);
}

TEST_F(ApiServerTest, AServiceAccountTokenIsItsAccount) {
    post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"robot"}})");
    const Answer token = post("/api/v1/namespaces/default/serviceaccounts/robot/token", R"({"spec":{}})");
    ASSERT_EQ(token.code, 201) << token.http.body;
    io::http::LoopbackTransport transport{*server_, clock_, context_.get_executor(), io::http::Peer{}};
    io::http::Request who{"POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews"};
    who.headers.add("Authorization", "Bearer " + token.text({"status", "token"}));
    who.body = "{}";
    const Answer answer = call_through(transport, who);
    EXPECT_EQ(answer.text({"status", "userInfo", "username"}), "system:serviceaccount:default:robot");
    del("/api/v1/namespaces/default/serviceaccounts/robot");
    EXPECT_EQ(call_through(transport, who).code, 401);
}

TEST_F(ApiServerTest, WhatAnotherManagerAppliedIsAConflict) {
    const auto applied = [&](std::string_view manager, std::string_view value, std::string_view more = "") {
        return apply(
            fmt::format("{}/a?fieldManager={}{}", kMaps, manager, more),
            fmt::format(
                R"({{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"a"}},"data":{{"k":"{}"}}}})",
                value
            )
        );
    };
    EXPECT_EQ(applied("one", "1").code, 201);
    const Answer conflict = applied("two", "2");
    EXPECT_EQ(conflict.code, 409);
    EXPECT_THAT(conflict.http.body, HasSubstr("FieldManagerConflict"));
    EXPECT_EQ(applied("two", "2", "&force=true").code, 200);
}

}  // namespace
}  // namespace flotilla::cluster
