#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/types.gen.hpp"
#include "flotilla/kube/client/discovery.hpp"

#include "conformance/client/cluster.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;

class Verbs : public OnCluster {};

TEST_F(Verbs, CreateGetUpdateAndDelete) {
    const auto created = run(client().create(kConfigMaps, config_map("a")));
    ASSERT_THAT(created, IsOk());
    EXPECT_THAT(
        run(client().create(kConfigMaps, config_map("a"))),
        FailsWith(ErrorCode::AlreadyExists, HasSubstr("already exists"))
    );
    DynamicObject changed{**created};
    changed.at({"data", "key"}) = "w";
    const auto updated = run(client().update(kConfigMaps, changed));
    ASSERT_THAT(updated, IsOk());
    EXPECT_NE((*updated)->resource_version(), (*created)->resource_version());
    EXPECT_THAT(
        run(client().update(kConfigMaps, changed)), FailsWith(ErrorCode::Conflict, HasSubstr("modified"))
    );
    const ObjectKey a = key("a");
    DeleteOptions stale;
    stale.uid = "another";
    EXPECT_THAT(run(client().remove(kConfigMaps, a, stale)), FailsWith(ErrorCode::Conflict, testing::_));
    EXPECT_THAT(run(client().remove(kConfigMaps, a)), IsOkAnd(SharedObject{}));
    EXPECT_THAT(run(client().get(kConfigMaps, a)), FailsWith(ErrorCode::NotFound, HasSubstr("not found")));
}

TEST_F(Verbs, PatchInFourWays) {
    ASSERT_THAT(run(client().create(kConfigMaps, config_map("a"))), IsOk());
    const ObjectKey a = key("a");
    const auto value = [](const Result<SharedObject>& object) {
        return object ? std::string{find_string((*object)->parsed(), {"data", "key"}).value_or("")}
                      : object.error().message;
    };
    EXPECT_EQ(
        value(run(client().patch(kConfigMaps, a, PatchType::Merge, R"({"data":{"key":"merge"}})"))), "merge"
    );
    EXPECT_EQ(
        value(run(client().patch(
            kConfigMaps, a, PatchType::JsonPatch, R"([{"op":"replace","path":"/data/key","value":"json"}])"
        ))),
        "json"
    );
    EXPECT_EQ(
        value(run(client().patch(kConfigMaps, a, PatchType::Strategic, R"({"data":{"key":"strategic"}})"))),
        "strategic"
    );
    PatchOptions mine;
    mine.field_manager = "somebody-else";
    EXPECT_THAT(
        run(client().apply(kConfigMaps, config_map("a", "apply"), mine)),
        FailsWith(ErrorCode::Conflict, HasSubstr("conflict"))
    );
    mine.force = true;
    EXPECT_EQ(value(run(client().apply(kConfigMaps, config_map("a", "apply"), mine))), "apply");
    EXPECT_THAT(
        run(client().patch(
            kConfigMaps, a, PatchType::JsonPatch, R"([{"op":"test","path":"/data/key","value":"x"}])"
        )),
        FailsWith(ErrorCode::InvalidArgument, testing::_)
    );
}

TEST_F(Verbs, ListInPagesAndBySelector) {
    for (int i = 0; i < 5; ++i) {
        DynamicObject object = config_map(fmt::format("a{}", i));
        object.set_label("even", i % 2 == 0 ? "yes" : "no");
        ASSERT_THAT(run(client().create(kConfigMaps, object)), IsOk());
    }
    ListOptions options;
    options.label_selector = "even";
    options.limit = 2;
    const auto first = run(client().list_page(kConfigMaps, namespace_, options));
    ASSERT_THAT(first, IsOk());
    EXPECT_EQ(first->items.size(), 2u);
    EXPECT_NE(first->continue_token, "");
    const auto all = run(client().list(kConfigMaps, namespace_, options));
    ASSERT_THAT(all, IsOk());
    EXPECT_EQ(all->items.size(), 5u);
    options.label_selector = "even=yes";
    EXPECT_EQ(run(client().list(kConfigMaps, namespace_, options))->items.size(), 3u);
    ASSERT_THAT(run(client().delete_collection(kConfigMaps, namespace_, options)), IsOk());
    options.label_selector = "even";
    EXPECT_EQ(run(client().list(kConfigMaps, namespace_, options))->items.size(), 2u);
    options.continue_token = "nonsense";
    EXPECT_THAT(
        run(client().list_page(kConfigMaps, namespace_, options)),
        FailsWith(ErrorCode::InvalidArgument, testing::_)
    );
}

asio::awaitable<Result<std::vector<std::string>>> take_events(WatchStream& watch, std::size_t count) {
    std::vector<std::string> events;
    while (events.size() < count) {
        FLOTILLA_CO_TRY(const auto event, co_await watch.next());
        if (!event) {
            co_return fail(ErrorCode::Unavailable, "the watch ended");
        }
        if (event->type != WatchEventType::Bookmark) {
            events.push_back(fmt::format("{} {}", to_string(event->type), event->object->name()));
        }
    }
    co_return events;
}

TEST_F(Verbs, WatchFromAVersionOn) {
    ListOptions none;
    const auto before = run(client().list(kConfigMaps, namespace_, none));
    ASSERT_THAT(before, IsOk());
    WatchOptions options;
    options.resource_version = before->resource_version;
    // A controller puts kube-root-ca.crt into each new namespace: that is not ours to see.
    options.field_selector = "metadata.name=mine";
    auto watch = run(client().watch(kConfigMaps, namespace_, options));
    ASSERT_THAT(watch, IsOk());
    const ObjectKey mine = key("mine");
    ASSERT_THAT(run(client().create(kConfigMaps, config_map("mine"))), IsOk());
    ASSERT_THAT(run(client().patch(kConfigMaps, mine, PatchType::Merge, R"({"data":{"key":"2"}})")), IsOk());
    ASSERT_THAT(run(client().remove(kConfigMaps, mine)), IsOk());
    EXPECT_THAT(
        run(take_events(**watch, 3)),
        IsOkAnd(testing::ElementsAre("ADDED mine", "MODIFIED mine", "DELETED mine"))
    );
}

TEST_F(Verbs, StreamTheInitialList) {
    ASSERT_THAT(run(client().create(kConfigMaps, config_map("mine"))), IsOk());
    WatchOptions options;
    options.send_initial_events = true;
    auto watch = run(client().watch(kConfigMaps, namespace_, options));
    ASSERT_THAT(watch, IsOk());
    std::set<std::string> names;
    while (true) {
        const auto event = run((*watch)->next());
        ASSERT_THAT(event, IsOk());
        ASSERT_TRUE(event->has_value());
        if ((*event)->ends_initial_events()) {
            break;
        }
        names.emplace((*event)->object->name());
    }
    EXPECT_TRUE(names.contains("mine"));
}

TEST_F(Verbs, ScaleADeployment) {
    DynamicObject deployment{kDeployments, key("web")};
    deployment.at({"spec", "replicas"}) = 0;
    deployment.at({"spec", "selector", "matchLabels", "app"}) = "web";
    deployment.at({"spec", "template", "metadata", "labels", "app"}) = "web";
    deployment.at({"spec", "template", "spec", "containers"}) =
        JsonArray{JsonObject{{"name", "c"}, {"image", "i"}}};
    ASSERT_THAT(run(client().create(kDeployments, deployment)), IsOk());
    const ObjectKey web = key("web");
    const auto set = run(client().set_scale(kDeployments, web, 2));
    ASSERT_THAT(set, IsOk());
    EXPECT_EQ(set->wanted, 2);
    EXPECT_EQ(set->selector, "app=web");
    EXPECT_EQ(run(client().scale(kDeployments, web))->wanted, 2);
    const auto typed = run(client().get<Deployment>(web));
    ASSERT_THAT(typed, IsOk());
    EXPECT_EQ(typed->spec.replicas, 2);
    ASSERT_THAT(run(client().set_scale(kDeployments, web, 0)), IsOk());
}

TEST_F(Verbs, BindAndEvictAPod) {
    ASSERT_THAT(run(client().create(kPods, pod("p"))), IsOk());
    const ObjectKey p = key("p");
    ASSERT_THAT(run(client().bind(p, "no-such-node")), IsOk());
    EXPECT_THAT(run(client().bind(p, "another")), FailsWith(ErrorCode::Conflict, testing::_));
    const auto bound = run(client().get(kPods, p));
    ASSERT_THAT(bound, IsOk());
    EXPECT_EQ(find_string((*bound)->parsed(), {"spec", "nodeName"}), "no-such-node");
    DeleteOptions now;
    now.grace_period_seconds = 0;
    EXPECT_THAT(run(client().evict(p, now)), IsOk());
}

TEST_F(Verbs, WriteStatusApartFromTheRest) {
    ASSERT_THAT(run(client().create(kPods, pod("p"))), IsOk());
    const ObjectKey p = key("p");
    PatchOptions status;
    status.subresource = "status";
    const auto patched = run(client().patch(
        kPods,
        p,
        PatchType::Merge,
        R"({"status":{"phase":"Running"},"metadata":{"labels":{"x":"y"}}})",
        status
    ));
    ASSERT_THAT(patched, IsOk());
    EXPECT_EQ(find_string((*patched)->parsed(), {"status", "phase"}), "Running");
}

TEST_F(Verbs, TellOfLogsThatCannotBeHad) {
    ASSERT_THAT(run(client().create(kPods, pod("p"))), IsOk());
    const ObjectKey p = key("p");
    LogOptions options;
    options.container = "another";
    EXPECT_THAT(run(client().log(p, options)), FailsWith(ErrorCode::InvalidArgument, HasSubstr("another")));
    const ObjectKey none = key("none");
    EXPECT_THAT(run(client().log(none)), FailsWith(ErrorCode::NotFound, HasSubstr("get pods/log")));
}

TEST_F(Verbs, DiscoverKinds) {
    Discovery discovery{client()};
    EXPECT_THAT(run(discovery.find("apps/v1", "Deployment")), IsOkAnd(kDeployments));
    EXPECT_THAT(run(discovery.find("v1", "Pod")), IsOkAnd(kPods));
    EXPECT_THAT(
        run(discovery.find("no.such/v1", "Pod")), FailsWith(ErrorCode::NotFound, HasSubstr("does not serve"))
    );
}

TEST_F(Verbs, SayWhatIsInvalid) {
    DynamicObject bad{kPods, key("Not A Name")};
    EXPECT_THAT(
        run(client().create(kPods, bad)), FailsWith(ErrorCode::InvalidArgument, HasSubstr("metadata.name"))
    );
    EXPECT_THAT(
        run(client().create(kPods, namespace_, "{")), FailsWith(ErrorCode::InvalidArgument, testing::_)
    );
}

}  // namespace
}  // namespace flotilla::kube
