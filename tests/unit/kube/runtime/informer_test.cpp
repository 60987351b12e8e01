#include "flotilla/kube/runtime/informer.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/types/core.gen.hpp"
#include "flotilla/kube/runtime/informers.hpp"

#include "runtime_fixture.hpp"

namespace flotilla::kube {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class InformerTest : public testing::Test {
protected:
    Informer<DynamicObject>& start() {
        informer_.emplace(world_.environment(), options_);
        informer_->start();
        world_.clock().run_for(100ms);
        return *informer_;
    }

    EventHandler<DynamicObject> recorder(std::vector<std::string>& told) {
        EventHandler<DynamicObject> handler;
        handler.on_add = [&](const Shared<DynamicObject>& object, bool is_initial) {
            told.push_back(fmt::format("{} {}", is_initial ? "initial" : "added", object->name()));
        };
        handler.on_update = [&](const Shared<DynamicObject>& old, const Shared<DynamicObject>& now) {
            told.push_back(fmt::format(
                "updated {} {}->{}",
                now->name(),
                *find_int(old->json(), {"spec", "value"}),
                *find_int(now->json(), {"spec", "value"})
            ));
        };
        handler.on_delete = [&](const Shared<DynamicObject>& last, bool is_unknown) {
            told.push_back(fmt::format("deleted {}{}", last->name(), is_unknown ? " (missed)" : ""));
        };
        return handler;
    }

    void remember_requests() {
        world_.api.on_request = [&](const std::string& line) { requests_.push_back(line); };
    }

    FakeWorld world_;
    InformerOptions options_{kThings};
    std::optional<Informer<DynamicObject>> informer_;
    std::vector<std::string> requests_;
};

TEST_F(InformerTest, ShowsWhatIsThereAndThenWhatChanges) {
    world_.api.put(kThings, thing("shop", "a", 1));
    auto& informer = start();
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    EXPECT_TRUE(informer.has_synced());
    EXPECT_THAT(told, ElementsAre("initial a"));

    world_.api.put(kThings, thing("shop", "b"));
    world_.api.put(kThings, thing("shop", "a", 2));
    world_.api.erase(kThings, ObjectKey{"shop", "b"});
    world_.clock().run_for(1s);
    EXPECT_THAT(told, ElementsAre("initial a", "added b", "updated a 1->2", "deleted b"));
    EXPECT_EQ(informer.store().size(), 1U);
}

TEST_F(InformerTest, TellsTheFirstListAsInitialToHandlersThatWereThereBefore) {
    world_.api.put(kThings, thing("shop", "a"));
    informer_.emplace(world_.environment(), options_);
    std::vector<std::string> told;
    const Subscription subscription = informer_->add_handler(recorder(told));
    EXPECT_FALSE(informer_->has_synced());
    informer_->start();
    world_.clock().run_for(1s);
    EXPECT_THAT(told, ElementsAre("initial a"));
}

TEST_F(InformerTest, ReadsOneStreamWhereTheServerHasStreamingLists) {
    remember_requests();
    start();
    ASSERT_THAT(requests_, SizeIs(1));
    EXPECT_THAT(requests_[0], HasSubstr("sendInitialEvents=true"));
    EXPECT_THAT(requests_[0], HasSubstr("resourceVersionMatch=NotOlderThan"));
    EXPECT_THAT(requests_[0], HasSubstr("allowWatchBookmarks=true"));
}

TEST_F(InformerTest, FallsBackToPagesWhereItHasNone) {
    world_.api.has_streaming_lists = false;
    for (int i = 0; i < 1201; ++i) {
        world_.api.put(kThings, thing("shop", fmt::format("t{}", i)));
    }
    remember_requests();
    auto& informer = start();
    EXPECT_EQ(informer.store().size(), 1201U);
    ASSERT_THAT(requests_, SizeIs(5)) << "a try to stream, three pages, a watch";
    EXPECT_THAT(requests_[1], HasSubstr("resourceVersion=0"));
    EXPECT_THAT(requests_[1], HasSubstr("limit=500"));
    EXPECT_THAT(requests_[2], HasSubstr("continue="));
    EXPECT_THAT(requests_[2], Not(HasSubstr("resourceVersion=")));
    EXPECT_THAT(requests_[4], HasSubstr("watch=true"));
}

TEST_F(InformerTest, StartsTheListAgainWithoutPagesWhenATokenExpires) {
    options_.prefer_streaming_list = false;
    for (int i = 0; i < 700; ++i) {
        world_.api.put(kThings, thing("shop", fmt::format("t{}", i)));
    }
    bool is_changed = false;
    world_.api.on_request = [&](const std::string& line) {
        requests_.push_back(line);
        if (line.find("continue=") != std::string::npos && !std::exchange(is_changed, true)) {
            world_.api.put(
                kThings, thing("shop", "new")
            );  // the pages that were given are of an older state now
        }
    };
    auto& informer = start();
    EXPECT_EQ(informer.store().size(), 701U);
    EXPECT_THAT(requests_[2], Not(HasSubstr("limit=")));
}

TEST_F(InformerTest, GoesOnWhereItWasWhenAWatchEndsOrIsCut) {
    world_.api.put(kThings, thing("shop", "a", 1));
    auto& informer = start();
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    remember_requests();
    world_.clock().run_for(5s);
    world_.api.cut_watches();
    world_.api.put(kThings, thing("shop", "a", 2));
    world_.clock().run_for(10s);
    EXPECT_THAT(told, ElementsAre("initial a", "updated a 1->2"));
    ASSERT_THAT(requests_, SizeIs(1));
    EXPECT_THAT(requests_[0], HasSubstr("resourceVersion=101"));
    world_.clock().run_for(11min);
    EXPECT_THAT(requests_, SizeIs(testing::AllOf(testing::Ge(2U), testing::Le(4U))))
        << "the server ends watches after 5 to 10 min";
    EXPECT_THAT(requests_, Each(HasSubstr("watch=true")));
}

TEST_F(InformerTest, FollowsBookmarksSoThatAQuietWatchStaysYoung) {
    start();
    world_.api.put(ResourceType{"", "v1", "others", "Other", true}, thing("shop", "elsewhere"));
    world_.clock().run_for(2min);
    remember_requests();
    world_.api.compact();
    world_.api.cut_watches();
    world_.clock().run_for(10s);
    EXPECT_THAT(requests_, SizeIs(1)) << "no list was needed: the bookmark's version is not too old";
}

TEST_F(InformerTest, ListsTheMostRecentStateWhenItsVersionHasExpired) {
    options_.prefer_streaming_list = false;
    world_.api.put(kThings, thing("shop", "kept", 1));
    world_.api.put(kThings, thing("shop", "goes"));
    world_.api.put(kThings, thing("shop", "replaced"));
    auto& informer = start();
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    told.clear();
    remember_requests();

    world_.api.faults.error = 1;
    world_.api.cut_watches();
    world_.clock().run_for(5s);
    world_.api.erase(kThings, ObjectKey{"shop", "goes"});
    world_.api.erase(kThings, ObjectKey{"shop", "replaced"});
    world_.api.put(kThings, thing("shop", "replaced"));
    world_.api.put(kThings, thing("shop", "comes"));
    world_.api.compact();
    world_.api.put(kThings, thing("shop", "kept", 2));
    world_.api.faults.error = 0;
    world_.clock().run_for(2min);

    EXPECT_THAT(
        told,
        ElementsAre(
            "deleted goes (missed)",
            "added comes",
            "updated kept 1->2",
            "deleted replaced (missed)",
            "added replaced"
        )
    );
    const auto list = std::ranges::find_if(requests_, [](const std::string& line) {
        return line.find("limit=") != std::string::npos;
    });
    ASSERT_NE(list, requests_.end());
    EXPECT_THAT(*list, Not(HasSubstr("resourceVersion=")));
}

TEST_F(InformerTest, TellsNothingOfObjectsThatARelistFindsUnchanged) {
    world_.api.put(kThings, thing("shop", "a"));
    auto& informer = start();
    const Shared<DynamicObject> before = informer.find(ObjectKey{"shop", "a"});
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    world_.api.faults.expire = 1;
    world_.api.put(kThings, thing("shop", "b"));
    world_.clock().run_for(1ms);
    world_.api.faults.expire = 0;
    world_.clock().run_for(1min);
    EXPECT_THAT(told, ElementsAre("initial a", "added b"));
    EXPECT_EQ(informer.find(ObjectKey{"shop", "a"}), before) << "not even decoded again";
}

TEST_F(InformerTest, DropsEventsThatComeTwiceOrLate) {
    auto& informer = start();
    world_.api.faults.repeat = 1;
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    world_.api.put(kThings, thing("shop", "a", 1));
    world_.api.put(kThings, thing("shop", "a", 2));
    world_.api.erase(kThings, ObjectKey{"shop", "a"});
    world_.clock().run_for(1s);
    EXPECT_THAT(told, ElementsAre("added a", "updated a 1->2", "deleted a"));
    EXPECT_THAT(world_.metrics.prometheus_text(), HasSubstr("effect=\"stale\"} 3\n"));
}

TEST_F(InformerTest, TakesAWatchThatIsSilentForTooLongForDead) {
    world_.api.has_bookmarks = false;
    start();
    remember_requests();
    world_.api.faults.silence = 1;
    world_.api.put(kThings, thing("shop", "a"));
    world_.clock().run_for(1s);
    world_.api.faults.silence = 0;
    EXPECT_EQ(informer_->store().size(), 0U);
    world_.clock().run_for(4min);
    EXPECT_EQ(informer_->store().size(), 1U);
    EXPECT_THAT(requests_, SizeIs(testing::Ge(1U)));
}

TEST_F(InformerTest, WaitsLongerAndLongerForAServerThatFails) {
    world_.api.faults.error = 1;
    remember_requests();
    informer_.emplace(world_.environment(), options_);
    informer_->start();
    world_.clock().run_for(10min);
    EXPECT_THAT(requests_, SizeIs(testing::Lt(400U))) << "the client's own retries included";
    EXPECT_FALSE(informer_->has_synced());
    ASSERT_TRUE(informer_->trouble().has_value());
    EXPECT_THAT(world_.log.lines("cannot follow the server, trying again"), SizeIs(testing::Le(10U)))
        << "a line a minute";
    world_.api.faults.error = 0;
    world_.clock().run_for(2min);
    EXPECT_TRUE(informer_->has_synced());
    EXPECT_FALSE(informer_->trouble().has_value());
    EXPECT_THAT(world_.log.lines("follows the server again"), SizeIs(1));
}

TEST_F(InformerTest, KeepsToItsNamespaceAndSelector) {
    options_.namespace_ = "shop";
    options_.label_selector = "tier=web";
    DynamicObject chosen = thing("shop", "chosen");
    chosen.set_label("tier", "web");
    DynamicObject elsewhere = thing("bank", "elsewhere");
    elsewhere.set_label("tier", "web");
    world_.api.put(kThings, chosen);
    world_.api.put(kThings, elsewhere);
    world_.api.put(kThings, thing("shop", "unlabelled"));
    auto& informer = start();
    ASSERT_THAT(informer.store().list(), SizeIs(1));
    EXPECT_EQ(informer.store().list()[0]->name(), "chosen");
}

TEST_F(InformerTest, FindsByNamespaceSelectorIndexAndOwner) {
    DynamicObject owned = thing("shop", "owned", 7);
    OwnerReference owner{"apps/v1", "Deployment", "web", "uid-of-web", true, std::nullopt};
    owned.set_owner_references({owner});
    owned.set_label("tier", "web");
    world_.api.put(kThings, owned);
    world_.api.put(kThings, thing("shop", "b", 7));
    world_.api.put(kThings, thing("shop-2", "c", 8));
    auto& informer = start();
    informer.add_owner_index();
    informer.add_owner_index();
    informer.add_index("value", [](const DynamicObject& object) {
        return std::vector{std::to_string(*find_int(object.json(), {"spec", "value"}))};
    });
    EXPECT_THAT(informer.store().list("shop"), SizeIs(2));
    EXPECT_THAT(informer.store().select("", LabelSelector::parse("tier=web").value()), SizeIs(1));
    EXPECT_THAT(informer.objects_of("uid-of-web"), SizeIs(1));
    EXPECT_THAT(informer.store().by_index("value", "7"), SizeIs(2));
    world_.api.put(kThings, thing("shop", "b", 8));
    world_.api.erase(kThings, ObjectKey{"shop", "owned"});
    world_.clock().run_for(1s);
    EXPECT_THAT(informer.store().by_index("value", "7"), IsEmpty());
    EXPECT_THAT(informer.store().by_index("value", "8"), SizeIs(2));
    EXPECT_THAT(informer.objects_of("uid-of-web"), IsEmpty());
}

TEST_F(InformerTest, HandlersMayComeAndGoWhileTheyAreCalled) {
    auto& informer = start();
    std::vector<std::string> told;
    Subscription inner;
    Subscription outer;
    EventHandler<DynamicObject> handler;
    handler.on_add = [&](const Shared<DynamicObject>&, bool) {
        inner = informer.add_handler(recorder(told));
        outer.cancel();
    };
    outer = informer.add_handler(std::move(handler));
    world_.api.put(kThings, thing("shop", "a"));
    world_.clock().run_for(1s);
    EXPECT_THAT(told, ElementsAre("initial a")) << "once, although it was added while the event was told";
    world_.api.put(kThings, thing("shop", "b"));
    world_.clock().run_for(1s);
    EXPECT_THAT(told, ElementsAre("initial a", "added b"));
}

TEST_F(InformerTest, ResyncTellsEverythingAgain) {
    options_.resync = 10min;
    world_.api.put(kThings, thing("shop", "a", 3));
    auto& informer = start();
    std::vector<std::string> told;
    const Subscription subscription = informer.add_handler(recorder(told));
    world_.clock().run_for(21min);
    EXPECT_THAT(told, ElementsAre("initial a", "updated a 3->3", "updated a 3->3"));
}

TEST_F(InformerTest, SubscriptionsMayOutliveTheInformer) {
    auto& informer = start();
    std::vector<std::string> told;
    Subscription subscription = informer.add_handler(recorder(told));
    world_.world.run(informer.stop());
    informer_.reset();
    subscription.cancel();
}

TEST_F(InformerTest, StopEndsItsWatchAndKeepsTheCache) {
    world_.api.put(kThings, thing("shop", "a"));
    auto& informer = start();
    EXPECT_EQ(world_.api.open_watches(), 1U);
    world_.world.run(informer.stop());
    world_.clock().run_for(1s);
    EXPECT_EQ(world_.api.open_watches(), 0U);
    EXPECT_EQ(informer.store().size(), 1U);
}

TEST_F(InformerTest, KeepsWhatItHadWhenAnObjectCannotBeDecoded) {
    const ResourceType& type = resource_of<ConfigMap>();
    DynamicObject good{type, ObjectKey{"shop", "settings"}};
    good.at({"data", "key"}) = "value";
    world_.api.put(type, good);
    Informer<ConfigMap> informer{world_.environment(), InformerOptions{type}};
    informer.start();
    world_.clock().run_for(1s);
    DynamicObject bad = good;
    bad.at({"data"}) = 5;
    world_.api.put(type, bad);
    world_.clock().run_for(1s);
    ASSERT_NE(informer.find(ObjectKey{"shop", "settings"}), nullptr);
    EXPECT_EQ(informer.find(ObjectKey{"shop", "settings"})->data.at("key"), "value");
    EXPECT_THAT(world_.log.lines("cannot decode an object, the cache keeps what it had"), SizeIs(1));
    world_.world.run(informer.stop());
}

TEST_F(InformerTest, SharesOneWatchBetweenThoseWhoAskForTheSame) {
    Informers informers{world_.environment()};
    auto& first = informers.get<EncodedObject>(InformerOptions{kThings});
    auto& again = informers.get<EncodedObject>(InformerOptions{kThings});
    InformerOptions narrower{kThings};
    narrower.namespace_ = "shop";
    auto& other = informers.get<EncodedObject>(narrower);
    EXPECT_EQ(&first, &again);
    EXPECT_NE(&first, &other);
    EXPECT_THAT(informers.check().error().message, HasSubstr("things have not been listed yet"));
    informers.start();
    world_.world.run(informers.wait_for_sync());
    EXPECT_EQ(world_.api.open_watches(), 2U);
    EXPECT_TRUE(informers.check().has_value());
    EXPECT_THAT(world_.metrics.naming_problems(), IsEmpty());
    world_.world.run(informers.stop());
}

}  // namespace
}  // namespace flotilla::kube
