#include "flotilla/kube/client/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_transport.hpp"
#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::FakeTransport;
using testing_support::IsOk;
using testing_support::VirtualWorld;

const ResourceType kPods{"", "v1", "pods", "Pod", true};
const ResourceType kDeployments{"apps", "v1", "deployments", "Deployment", true};
const ResourceType kNodes{"", "v1", "nodes", "Node", false};
const ObjectKey kWeb{"shop", "web"};
const ObjectKey kNode{"", "n1"};

std::string pod(std::string_view name, std::string_view version = "7") {
    return fmt::format(
        R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"namespace":"shop","name":"{}","resourceVersion":"{}"}}}})",
        name,
        version
    );
}

std::string status(int code, std::string_view reason, std::string_view message) {
    return fmt::format(
        R"({{"kind":"Status","apiVersion":"v1","metadata":{{}},"status":"Failure","message":"{}","reason":"{}","code":{}}})",
        message,
        reason,
        code
    );
}

std::string page(std::string_view continue_token, std::initializer_list<std::string_view> names) {
    std::string items;
    for (const std::string_view name : names) {
        items += (items.empty() ? "" : ",") + pod(name);
    }
    return fmt::format(
        R"({{"kind":"PodList","apiVersion":"v1","metadata":{{"resourceVersion":"9","continue":"{}"}},"items":[{}]}})",
        continue_token,
        items
    );
}

io::http::Headers retry_after(const char* seconds) {
    return {{"Retry-After", seconds}};
}

class ClientTest : public testing::Test {
protected:
    ClientTest() { options.user_agent = "test/1"; }

    Client& client() {
        if (!client_) {
            client_.emplace(transport, world.clock(), options);
        }
        return *client_;
    }
    template <class T>
    T run(asio::awaitable<T> task) {
        return world.run(std::move(task));
    }

    VirtualWorld world;
    FakeTransport transport;
    ClientOptions options;

private:
    std::optional<Client> client_;
};

TEST_F(ClientTest, GetsAnObject) {
    transport.answer(200, pod("web"));
    const auto found = run(client().get(kPods, kWeb));
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ((*found)->name(), "web");
    EXPECT_EQ(transport.last().method, "GET");
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods/web");
    EXPECT_EQ(transport.last().headers.find("Accept"), "application/json");
    EXPECT_EQ(transport.last().headers.find("User-Agent"), "test/1");
    EXPECT_EQ(transport.last().timeout, Duration{30s});
}

TEST_F(ClientTest, PutsOptionsIntoTheQuery) {
    transport.answer(200, page("", {}));
    ListOptions list;
    list.label_selector = "app in (a,b)";
    list.field_selector = "spec.nodeName=n1";
    list.resource_version = "5";
    list.resource_version_match = "NotOlderThan";
    list.limit = 2;
    ASSERT_THAT(run(client().list_page(kPods, "", list)), IsOk());
    EXPECT_EQ(
        transport.last().target,
        "/api/v1/"
        "pods?labelSelector=app%20in%20%28a%2Cb%29&fieldSelector=spec.nodeName%3Dn1&limit=2&resourceVersion=5"
        "&resourceVersionMatch=NotOlderThan"
    );

    transport.answer(200, pod("web"));
    GetOptions get;
    get.resource_version = "0";
    get.subresource = "status";
    ASSERT_THAT(run(client().get(kDeployments, kWeb, get)), IsOk());
    EXPECT_EQ(
        transport.last().target, "/apis/apps/v1/namespaces/shop/deployments/web/status?resourceVersion=0"
    );
}

TEST_F(ClientTest, WritesWithItsFieldManager) {
    transport.answer(201, pod("web"));
    ASSERT_THAT(run(client().create(kPods, "shop", pod("web"))), IsOk());
    EXPECT_EQ(transport.last().method, "POST");
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods?fieldManager=flotilla");
    EXPECT_EQ(transport.last().headers.find("Content-Type"), "application/json");
    EXPECT_EQ(transport.last().body, pod("web"));

    transport.answer(200, pod("web"));
    WriteOptions write;
    write.field_manager = "me";
    write.dry_run = true;
    write.field_validation = "Strict";
    write.subresource = "status";
    ASSERT_THAT(run(client().update(kPods, kWeb, pod("web"), write)), IsOk());
    EXPECT_EQ(transport.last().method, "PUT");
    EXPECT_EQ(
        transport.last().target,
        "/api/v1/namespaces/shop/pods/web/status?fieldManager=me&fieldValidation=Strict&dryRun=All"
    );
}

struct PatchCase {
    PatchType type;
    std::string_view content_type;
};
class ClientPatch : public ClientTest, public testing::WithParamInterface<PatchCase> {};
TEST_P(ClientPatch, SaysWhichKindItIs) {
    transport.answer(200, pod("web"));
    ASSERT_THAT(run(client().patch(kPods, kWeb, GetParam().type, "{}")), IsOk());
    EXPECT_EQ(transport.last().method, "PATCH");
    EXPECT_EQ(transport.last().headers.find("Content-Type"), GetParam().content_type);
}
INSTANTIATE_TEST_SUITE_P(
    Types,
    ClientPatch,
    testing::Values(
        PatchCase{PatchType::JsonPatch, "application/json-patch+json"},
        PatchCase{PatchType::Merge, "application/merge-patch+json"},
        PatchCase{PatchType::Strategic, "application/strategic-merge-patch+json"},
        PatchCase{PatchType::Apply, "application/apply-patch+yaml"}
    )
);

TEST_F(ClientTest, AppliesWithForceWhenAsked) {
    transport.answer(201, pod("web"));
    DynamicObject object{kPods, kWeb};
    PatchOptions apply;
    apply.force = true;
    ASSERT_THAT(run(client().apply(kPods, object, apply)), IsOk());
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods/web?fieldManager=flotilla&force=true");
}

TEST_F(ClientTest, SendsDeleteOptionsAsTheBody) {
    transport.answer(200, R"({"kind":"Status","apiVersion":"v1","status":"Success"})");
    DeleteOptions removal;
    removal.propagation = Propagation::Foreground;
    removal.grace_period_seconds = 0;
    removal.uid = "u1";
    const auto gone = run(client().remove(kPods, kWeb, removal));
    ASSERT_THAT(gone, IsOk());
    EXPECT_EQ(*gone, nullptr);
    EXPECT_EQ(transport.last().method, "DELETE");
    EXPECT_EQ(
        transport.last().body,
        R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":0,"preconditions":{"uid":"u1"}})"
    );
}

TEST_F(ClientTest, TellsAnObjectThatWaitsForItsEndFromOneThatIsGone) {
    transport.answer(
        202,
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","deletionTimestamp":"2026-01-01T00:00:00Z"}})"
    );
    const auto waiting = run(client().remove(kPods, kWeb));
    ASSERT_THAT(waiting, IsOk());
    ASSERT_NE(*waiting, nullptr);
    EXPECT_TRUE((*waiting)->is_deleting());
    transport.answer(200, pod("web"));
    EXPECT_EQ(*run(client().remove(kPods, kWeb)), nullptr);
}

TEST_F(ClientTest, DeletesCollectionsBySelector) {
    transport.answer(200, page("", {}));
    ListOptions selection;
    selection.label_selector = "app=web";
    ASSERT_THAT(run(client().delete_collection(kPods, "shop", selection)), IsOk());
    EXPECT_EQ(transport.last().method, "DELETE");
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb");
}

TEST_F(ClientTest, ReadsAndSetsTheScale) {
    const std::string scale =
        R"({"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"web","namespace":"shop","resourceVersion":"8"},)"
        R"("spec":{"replicas":3},"status":{"replicas":2,"selector":"app=web"}})";
    transport.answer(200, scale);
    const auto read = run(client().scale(kDeployments, kWeb));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->wanted, 3);
    EXPECT_EQ(read->current, 2);
    EXPECT_EQ(read->selector, "app=web");
    EXPECT_EQ(transport.last().target, "/apis/apps/v1/namespaces/shop/deployments/web/scale");

    transport.answer(200, scale);
    ASSERT_THAT(run(client().set_scale(kDeployments, kWeb, 3)), IsOk());
    EXPECT_EQ(transport.last().method, "PATCH");
    EXPECT_EQ(transport.last().body, R"({"spec":{"replicas":3}})");
}

TEST_F(ClientTest, BindsEvictsAndResizesPods) {
    const std::string success = R"({"kind":"Status","apiVersion":"v1","status":"Success"})";
    transport.answer(201, success);
    ASSERT_THAT(run(client().bind(kWeb, "n1", "u1")), IsOk());
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods/web/binding");
    EXPECT_EQ(
        transport.last().body,
        R"({"apiVersion":"v1","kind":"Binding","metadata":{"namespace":"shop","name":"web","uid":"u1"},)"
        R"("target":{"apiVersion":"v1","kind":"Node","name":"n1"}})"
    );

    transport.answer(201, success);
    ASSERT_THAT(run(client().evict(kWeb)), IsOk());
    EXPECT_EQ(
        transport.last().body,
        R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"namespace":"shop","name":"web"},)"
        R"("deleteOptions":{"apiVersion":"v1","kind":"DeleteOptions"}})"
    );

    transport.answer(200, pod("web"));
    ASSERT_THAT(run(client().resize(kWeb, "{}")), IsOk());
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods/web/resize?fieldManager=flotilla");
}

TEST_F(ClientTest, ListsAllPagesAsOne) {
    transport.answer(200, page("next", {"a", "b"}));
    transport.answer(200, page("", {"c"}));
    ListOptions list;
    list.resource_version = "0";
    const auto all = run(client().list(kPods, "shop", list));
    ASSERT_THAT(all, IsOk());
    EXPECT_EQ(all->items.size(), 3u);
    EXPECT_EQ(all->resource_version, "9");
    EXPECT_EQ(all->continue_token, "");
    EXPECT_EQ(transport.requests[0].target, "/api/v1/namespaces/shop/pods?limit=500&resourceVersion=0");
    EXPECT_EQ(transport.requests[1].target, "/api/v1/namespaces/shop/pods?limit=500&continue=next");
}

TEST_F(ClientTest, StartsTheListAgainWhenItExpiresBetweenPages) {
    transport.answer(200, page("next", {"a", "b"}));
    transport.answer(410, status(410, "Expired", "too old"));
    transport.answer(200, page("", {"a", "b", "c"}));
    const auto all = run(client().list(kPods, "shop"));
    ASSERT_THAT(all, IsOk());
    EXPECT_EQ(all->items.size(), 3u);
    EXPECT_EQ(transport.last().target, "/api/v1/namespaces/shop/pods");
}

struct ErrorCase {
    int http_status;
    std::string_view reason;
    ErrorCode code;
};
class ClientError : public ClientTest, public testing::WithParamInterface<ErrorCase> {};
TEST_P(ClientError, HasACodeToBranchOnAndTheServersWords) {
    transport.answer(GetParam().http_status, status(GetParam().http_status, GetParam().reason, "because"));
    EXPECT_THAT(
        run(client().get(kDeployments, kWeb)),
        FailsWith(GetParam().code, AllOf(HasSubstr("get deployments.apps shop/web: "), HasSubstr("because")))
    );
    EXPECT_EQ(transport.requests.size(), 1u);
}
INSTANTIATE_TEST_SUITE_P(
    Reasons,
    ClientError,
    testing::Values(
        ErrorCase{400, "BadRequest", ErrorCode::InvalidArgument},
        ErrorCase{401, "Unauthorized", ErrorCode::Unauthorized},
        ErrorCase{403, "Forbidden", ErrorCode::Forbidden},
        ErrorCase{404, "NotFound", ErrorCode::NotFound},
        ErrorCase{405, "MethodNotAllowed", ErrorCode::Unsupported},
        ErrorCase{409, "AlreadyExists", ErrorCode::AlreadyExists},
        ErrorCase{409, "Conflict", ErrorCode::Conflict},
        ErrorCase{410, "Expired", ErrorCode::Expired},
        ErrorCase{415, "UnsupportedMediaType", ErrorCode::Unsupported},
        ErrorCase{422, "Invalid", ErrorCode::InvalidArgument},
        ErrorCase{429, "TooManyRequests", ErrorCode::TooManyRequests},
        ErrorCase{503, "ServiceUnavailable", ErrorCode::Unavailable}
    )
);

TEST_F(ClientTest, SaysWhichPermissionIsMissing) {
    transport.answer(403, status(403, "Forbidden", "deployments.apps \\\"web\\\" is forbidden"));
    EXPECT_THAT(
        run(client().set_scale(kDeployments, kWeb, 1)),
        FailsWith(
            ErrorCode::Forbidden,
            HasSubstr("must allow verb \"patch\" on resource \"deployments/scale\" of API group \"apps\"")
        )
    );
    transport.answer(403, "nginx says no");
    EXPECT_THAT(
        run(client().get_raw("/metrics?x=1")),
        FailsWith(
            ErrorCode::Forbidden, AllOf(HasSubstr("nginx says no"), HasSubstr("\"get\" on the URL /metrics"))
        )
    );
}

TEST_F(ClientTest, QuotesAnswersThatAreNoStatusAndRefusesBodiesThatAreNoObject) {
    transport.answer(502, "<html>bad gateway</html>\n");
    EXPECT_THAT(
        run(client().get(kPods, kWeb)),
        FailsWith(
            ErrorCode::Unavailable, "get pods shop/web: the server answers 502: <html>bad gateway</html>"
        )
    );
    transport.answer(200, "<html>");
    EXPECT_THAT(
        run(client().get(kPods, kWeb)),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("get pods shop/web: "))
    );
    transport.answer(200, "[]");
    EXPECT_THAT(
        run(client().list(kPods, "shop")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("list pods in namespace shop: "))
    );
    transport.fail_next(ErrorCode::Unavailable, "cannot reach h:1: Connection refused");
    EXPECT_THAT(
        run(client().get(kNodes, kNode)),
        FailsWith(ErrorCode::Unavailable, "get nodes n1: cannot reach h:1: Connection refused")
    );
}

TEST_F(ClientTest, ComesBackWhenTheServerSaysSo) {
    transport.answer(429, status(429, "TooManyRequests", "slow down"), retry_after("2"));
    transport.answer(503, "", retry_after("3"));
    transport.answer(200, pod("web"));
    ASSERT_THAT(run(client().get(kPods, kWeb)), IsOk());
    EXPECT_EQ(world.clock().now(), TimePoint{5s});
    EXPECT_EQ(transport.requests.size(), 3u);
}

TEST_F(ClientTest, WaitsForAServerWhoseCacheLagsBehind) {
    transport.answer(
        504,
        R"({"kind":"Status","status":"Failure","reason":"Timeout","code":504,"message":"Too large resource version: 9",)"
        R"("details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}})"
    );
    transport.answer(200, pod("web"));
    ASSERT_THAT(run(client().get(kPods, kWeb)), IsOk());
    EXPECT_EQ(world.clock().now(), TimePoint{1s});
}

TEST_F(ClientTest, DoesNotComeBackUnasked) {
    transport.answer(500, status(500, "InternalError", "oops"));
    EXPECT_THAT(run(client().get(kPods, kWeb)), FailsWith(ErrorCode::Unavailable, HasSubstr("oops")));
    transport.answer(409, status(409, "Conflict", "changed"), retry_after("1"));
    EXPECT_THAT(run(client().get(kPods, kWeb)), FailsWith(ErrorCode::Conflict, HasSubstr("changed")));
    EXPECT_EQ(transport.requests.size(), 2u);
    EXPECT_EQ(world.clock().now(), TimePoint{});
}

TEST_F(ClientTest, GivesUpAfterSoManyRetriesAndSaysWhenToComeAgain) {
    options.jitter = [] { return 0.5; };
    for (int i = 0; i <= 10; ++i) {
        transport.answer(429, status(429, "TooManyRequests", "slow down"), retry_after("1"));
    }
    const auto refused = run(client().get(kPods, kWeb));
    ASSERT_THAT(refused, FailsWith(ErrorCode::TooManyRequests, HasSubstr("slow down")));
    EXPECT_EQ(refused.error().retry_after, 1s);
    EXPECT_EQ(transport.requests.size(), 11u);
    EXPECT_EQ(world.clock().now(), TimePoint{10 * 1050ms});
}

/// Writes down what it is told.
class Notes final : public ClientObserver {
public:
    void on_request(std::string_view verb, std::string_view resource, int code, Duration) override {
        requests.push_back(fmt::format("{} {} {}", verb, resource, code));
    }
    void on_rate_limited(Duration waited) override { limited += waited; }

    std::vector<std::string> requests;
    Duration limited{0};
};

TEST_F(ClientTest, TellsItsObserverOfEveryAttempt) {
    Notes notes;
    options.observer = &notes;
    transport.answer(429, "", retry_after("1"));
    transport.answer(200, pod("web"));
    ASSERT_THAT(run(client().patch(kPods, kWeb, PatchType::Merge, "{}")), IsOk());
    transport.fail_next(ErrorCode::Unavailable, "gone");
    EXPECT_THAT(run(client().watch(kPods, "")), FailsWith(ErrorCode::Unavailable, "watch pods: gone"));
    EXPECT_THAT(notes.requests, ElementsAre("patch pods 429", "patch pods 200", "watch pods 0"));
}

TEST_F(ClientTest, KeepsToItsOwnRateLimit) {
    Notes notes;
    options.observer = &notes;
    options.requests_per_second = 10;
    options.burst = 3;
    for (int i = 0; i < 8; ++i) {
        transport.answer(200, pod("web"));
        ASSERT_THAT(run(client().get(kPods, kWeb)), IsOk());
    }
    EXPECT_EQ(world.clock().now(), TimePoint{500ms});
    EXPECT_EQ(notes.limited, Duration{500ms});
}

TEST_F(ClientTest, StreamsLogs) {
    FakeTransport::Answer answer;
    answer.pieces = {"line 1\n", "line 2\n"};
    transport.answer(answer);
    LogOptions log;
    log.container = "c";
    log.follow = true;
    log.tail_lines = 5;
    auto stream = run(client().log(kWeb, log));
    ASSERT_THAT(stream, IsOk());
    EXPECT_EQ(
        transport.last().target, "/api/v1/namespaces/shop/pods/web/log?container=c&follow=true&tailLines=5"
    );
    EXPECT_EQ(*run((*stream)->read()), "line 1\n");
    EXPECT_EQ(*run((*stream)->read()), "line 2\n");
    EXPECT_EQ(*run((*stream)->read()), "");
}

TEST_F(ClientTest, PostsRawBodies) {
    transport.answer(201, "done");
    EXPECT_THAT(
        run(client().post_raw("/x", "body", "text/plain")), testing_support::IsOkAnd(std::string{"done"})
    );
    EXPECT_EQ(transport.last().headers.find("Content-Type"), "text/plain");
    EXPECT_EQ(transport.last().body, "body");
}

}  // namespace
}  // namespace flotilla::kube
