#include <gmock/gmock.h>

#include "unit/cluster/apiserver/api_fixture.hpp"

namespace flotilla::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kMaps = "/api/v1/namespaces/default/configmaps";

TEST_F(ApiServerTest, ANewServerHasTheNamespacesOfANewCluster) {
    const Answer list = get("/api/v1/namespaces");
    EXPECT_EQ(list.code, 200);
    EXPECT_EQ(list.items(), 4U);
    EXPECT_EQ(list.text({"kind"}), "NamespaceList");
}

TEST_F(ApiServerTest, WhatIsCreatedCanBeReadAndHasWhatTheServerSets) {
    const Answer made = post(kMaps, config_map("a"));
    EXPECT_EQ(made.code, 201) << made.text({"message"});
    EXPECT_EQ(made.text({"kind"}), "ConfigMap");
    EXPECT_EQ(made.text({"apiVersion"}), "v1");
    EXPECT_EQ(made.text({"metadata", "namespace"}), "default");
    EXPECT_EQ(made.text({"metadata", "uid"}).size(), 36U);
    EXPECT_FALSE(made.text({"metadata", "creationTimestamp"}).empty());
    EXPECT_EQ(get(std::string{kMaps} + "/a").json, made.json);
}

TEST_F(ApiServerTest, ASecondObjectOfTheSameNameIsRefused) {
    post(kMaps, config_map("a"));
    const Answer again = post(kMaps, config_map("a"));
    EXPECT_EQ(again.code, 409);
    EXPECT_EQ(again.text({"reason"}), "AlreadyExists");
    EXPECT_EQ(again.text({"message"}), "configmaps \"a\" already exists");
}

TEST_F(ApiServerTest, AnUpdateFromAnOldStateIsAConflict) {
    const Answer first = post(kMaps, config_map("a"));
    EXPECT_EQ(merge(std::string{kMaps} + "/a", R"({"data":{"value":"2"}})").code, 200);
    const Answer stale = put(std::string{kMaps} + "/a", first.http.body);
    EXPECT_EQ(stale.code, 409);
    EXPECT_EQ(stale.text({"reason"}), "Conflict");
}

TEST_F(ApiServerTest, AnUpdateThatChangesNothingKeepsTheVersion) {
    const Answer first = post(kMaps, config_map("a"));
    const Answer same = put(std::string{kMaps} + "/a", first.http.body);
    EXPECT_EQ(same.code, 200);
    EXPECT_EQ(same.version(), first.version());
}

TEST_F(ApiServerTest, WhatIsDeletedIsGone) {
    post(kMaps, config_map("a"));
    EXPECT_EQ(del(std::string{kMaps} + "/a").code, 200);
    const Answer gone = get(std::string{kMaps} + "/a");
    EXPECT_EQ(gone.code, 404);
    EXPECT_EQ(gone.text({"message"}), "configmaps \"a\" not found");
}

TEST_F(ApiServerTest, AWatchTellsWhatHappensAfterItsVersion) {
    const Answer first = post(kMaps, config_map("a"));
    const auto seen = watch(std::string{kMaps} + "?watch=true&resourceVersion=" + first.version());
    post(kMaps, config_map("b"));
    merge(std::string{kMaps} + "/a", R"({"data":{"value":"2"}})");
    del(std::string{kMaps} + "/b");
    EXPECT_THAT(seen->told(), ElementsAre("ADDED b", "MODIFIED a", "DELETED b"));
}

TEST_F(ApiServerTest, GeneratedNamesStartWithThePrefix) {
    const Answer made = post(kMaps, R"({"metadata":{"generateName":"web-"}})");
    EXPECT_EQ(made.code, 201);
    EXPECT_THAT(made.text({"metadata", "name"}), testing::MatchesRegex("web-[a-z0-9]{5}"));
}

TEST_F(ApiServerTest, StringDataOfASecretBecomesData) {
    const Answer made =
        post("/api/v1/namespaces/default/secrets", R"({"metadata":{"name":"a"},"stringData":{"k":"v"}})");
    EXPECT_EQ(made.code, 201) << made.text({"message"});
    EXPECT_EQ(made.text({"data", "k"}), "dg==");
    EXPECT_EQ(made.text({"stringData", "k"}), "");
}

io::http::Request bare_get(std::string_view host, std::string_view origin = "") {
    io::http::Request request{"GET", "/api/v1/namespaces"};
    request.headers.add("Host", std::string{host});
    if (!origin.empty()) {
        request.headers.add("Origin", std::string{origin});
    }
    return request;
}

TEST_F(ApiServerTest, InsecureLetsWhoeverShowsNoCredentialsDoEverythingButNoWebPage) {
    ApiServerOptions options;
    options.insecure = true;
    start(options);
    io::http::LoopbackTransport bare{*server_, clock_, context_.get_executor()};
    EXPECT_EQ(call_through(bare, bare_get("127.0.0.1:8080")).code, 200);
    EXPECT_EQ(call_through(bare, bare_get("localhost")).code, 200);
    EXPECT_EQ(call_through(bare, bare_get("127.0.0.1:8080", "http://page.example")).code, 403);
    EXPECT_EQ(call_through(bare, bare_get("rebound.example:8080")).code, 403);
    io::http::Request wrong_token = bare_get("127.0.0.1:8080");
    wrong_token.headers.add("Authorization", "Bearer wrong");
    EXPECT_EQ(call_through(bare, std::move(wrong_token)).code, 401);
}

TEST_F(ApiServerTest, WithoutInsecureNobodyIsAnAdministrator) {
    io::http::LoopbackTransport bare{*server_, clock_, context_.get_executor()};
    EXPECT_EQ(call_through(bare, bare_get("127.0.0.1:8080")).code, 403);
}

}  // namespace
}  // namespace flotilla::cluster
