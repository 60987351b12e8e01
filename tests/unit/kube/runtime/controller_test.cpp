#include "flotilla/kube/runtime/controller.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/runtime/informers.hpp"

#include "runtime_fixture.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

const ResourceType kParts{"", "v1", "parts", "Part", true};

/// Does as it is told, and remembers.
class ScriptedReconciler final : public Reconciler {
public:
    explicit ScriptedReconciler(io::Clock& clock) : clock_(clock) {}

    asio::awaitable<Result<Requeue>> reconcile(ObjectKey key) override {
        const Busy busy{busy_, key};
        calls.push_back(to_string(key));
        most_at_once = std::max(most_at_once, busy_.size());
        if (takes > Duration{0}) {
            co_await clock_.sleep_for(takes);
        }
        if (std::exchange(throws_next, false)) {
            throw std::runtime_error{"a defect"};
        }
        auto& script = results[key.name];
        if (script.empty()) {
            co_return Requeue::never();
        }
        Result<Requeue> next = script.front();
        script.erase(script.begin());
        co_return next;
    }

    std::vector<std::string> calls;
    std::map<std::string, std::vector<Result<Requeue>>> results;
    Duration takes{0};
    bool throws_next = false;
    std::size_t most_at_once = 0;

private:
    /// In the set while it lives, however the task ends.
    struct Busy {
        Busy(std::set<ObjectKey>& keys_, const ObjectKey& key_) : keys(keys_), key(key_) {
            EXPECT_TRUE(keys.insert(key).second) << "twice at once: " << to_string(key);
        }
        ~Busy() { keys.erase(key); }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;
        std::set<ObjectKey>& keys;
        ObjectKey key;
    };

    io::Clock& clock_;
    std::set<ObjectKey> busy_;
};

class ControllerTest : public testing::Test {
protected:
    ~ControllerTest() override {
        world_.tasks.cancel();
        world_.world.run(informers_.stop());
        world_.clock().run_ready();
    }

    Controller& start(int workers = 1) {
        controller_.emplace(world_.environment(), ControllerOptions{"things", workers}, reconciler_);
        controller_->reconciles(things_);
        controller_->owns(parts_, kThings);
        world_.tasks.spawn(controller_->run());
        informers_.start();
        world_.clock().run_for(10ms);
        return *controller_;
    }

    FakeWorld world_;
    Informers informers_{world_.environment()};
    Informer<DynamicObject>& things_ = informers_.get<DynamicObject>(InformerOptions{kThings});
    Informer<EncodedObject>& parts_ = informers_.get<EncodedObject>(InformerOptions{kParts});
    ScriptedReconciler reconciler_{world_.clock()};
    std::optional<Controller> controller_;
};

TEST_F(ControllerTest, ReconcilesWhatIsThereAndWhatChanges) {
    world_.api.put(kThings, thing("shop", "a"));
    start();
    EXPECT_THAT(reconciler_.calls, ElementsAre("shop/a"));
    world_.api.put(kThings, thing("shop", "b"));
    world_.api.erase(kThings, ObjectKey{"shop", "a"});
    world_.clock().run_for(1s);
    EXPECT_THAT(reconciler_.calls, ElementsAre("shop/a", "shop/b", "shop/a"));
    EXPECT_TRUE(controller_->is_idle());
}

TEST_F(ControllerTest, WaitsForAllItsInformersFirst) {
    world_.api.put(kThings, thing("shop", "a"));
    bool parts_answer = false;
    world_.api.on_request = [&](const std::string& line) {
        world_.api.faults.hang = line.find("/parts") != std::string::npos && !parts_answer ? 1 : 0;
    };
    start();
    world_.clock().run_for(20s);
    EXPECT_TRUE(things_.has_synced());
    EXPECT_THAT(reconciler_.calls, IsEmpty()) << "what it owns is not known yet";
    parts_answer = true;
    world_.clock().run_for(2min);
    EXPECT_THAT(reconciler_.calls, ElementsAre("shop/a"));
}

TEST_F(ControllerTest, AChangeOfWhatIsOwnedBringsTheOwner) {
    start();
    DynamicObject part = thing("shop", "wheel");
    OwnerReference owner{"v1", "Thing", "car", "uid-car", true, std::nullopt};
    OwnerReference other_kind{"v1", "Node", "n1", "uid-n1", true, std::nullopt};
    part.set_owner_references({owner});
    world_.api.put(kParts, part);
    DynamicObject strange = thing("shop", "strange");
    strange.set_owner_references({other_kind});
    world_.api.put(kParts, strange);
    world_.clock().run_for(1s);
    EXPECT_THAT(reconciler_.calls, ElementsAre("shop/car"));
}

TEST_F(ControllerTest, AnErrorIsLoggedAndRetriedWithBackOff) {
    reconciler_.results["a"] = {
        fail(ErrorCode::Unavailable, "no route"), fail(ErrorCode::Unavailable, "no route"), Requeue::never()
    };
    world_.api.put(kThings, thing("shop", "a"));
    start();
    world_.clock().run_for(1min);
    EXPECT_THAT(reconciler_.calls, SizeIs(3));
    EXPECT_THAT(world_.log.lines("reconcile failed, trying again"), SizeIs(2));
    EXPECT_EQ(controller_->queue().failures(ObjectKey{"shop", "a"}), 0U) << "success forgets";
}

TEST_F(ControllerTest, AConflictIsRetriedQuietly) {
    reconciler_.results["a"] = {fail(ErrorCode::Conflict, "changed"), Requeue::never()};
    world_.api.put(kThings, thing("shop", "a"));
    start();
    world_.clock().run_for(1min);
    EXPECT_THAT(reconciler_.calls, SizeIs(2));
    EXPECT_THAT(world_.log.lines("reconcile failed, trying again"), IsEmpty());
    EXPECT_THAT(world_.metrics.prometheus_text(), HasSubstr("result=\"conflict\"} 1\n"));
    EXPECT_THAT(world_.metrics.naming_problems(), IsEmpty());
}

TEST_F(ControllerTest, ComesAgainWhenItWasAskedTo) {
    reconciler_.results["a"] = {Requeue::after(30s), Requeue::now(), Requeue::never()};
    world_.api.put(kThings, thing("shop", "a"));
    start();
    world_.clock().run_for(29s);
    EXPECT_THAT(reconciler_.calls, SizeIs(1));
    world_.clock().run_for(10min);
    EXPECT_THAT(reconciler_.calls, SizeIs(3));
}

TEST_F(ControllerTest, WorksOnSeveralKeysAtOnceButNeverTwiceOnOne) {
    reconciler_.takes = 10s;
    for (int i = 0; i < 8; ++i) {
        world_.api.put(kThings, thing("shop", fmt::format("t{}", i)));
    }
    start(4);
    for (int i = 0; i < 8; ++i) {
        world_.clock().run_for(3s);
        world_.api.put(kThings, thing("shop", fmt::format("t{}", i), i));
    }
    world_.clock().run_for(2min);
    EXPECT_EQ(reconciler_.most_at_once, 4U);
}

TEST_F(ControllerTest, AnExceptionFailsOneKeyAndNotTheProcess) {
    reconciler_.throws_next = true;
    world_.api.put(kThings, thing("shop", "a"));
    start();
    world_.clock().run_for(1s);
    EXPECT_THAT(reconciler_.calls, SizeIs(2));
    ASSERT_THAT(world_.log.lines("reconcile failed, trying again"), SizeIs(1));
    EXPECT_THAT(
        world_.log.lines("reconcile failed, trying again")[0].fields.at("error"), HasSubstr("a defect")
    );
}

TEST_F(ControllerTest, AReconcileThatHangsIsCancelledAndRetried) {
    reconciler_.takes = 6min;
    world_.api.put(kThings, thing("shop", "a"));
    start();
    world_.clock().run_for(4min);
    EXPECT_THAT(world_.log.lines("reconcile failed, trying again"), IsEmpty());
    world_.clock().run_for(61s);
    ASSERT_THAT(world_.log.lines("reconcile failed, trying again"), SizeIs(1));
    EXPECT_THAT(
        world_.log.lines("reconcile failed, trying again")[0].fields.at("error"),
        HasSubstr("not done after 5m")
    );
}

TEST_F(ControllerTest, StopLetsTheReconcileUnderWayEnd) {
    reconciler_.takes = 10s;
    world_.api.put(kThings, thing("shop", "a"));
    Controller& controller = start();
    world_.clock().run_for(1s);
    controller.stop();
    world_.api.put(kThings, thing("shop", "b"));
    world_.clock().run_for(5s);
    EXPECT_FALSE(world_.tasks.is_empty());
    world_.clock().run_for(5s);
    EXPECT_TRUE(world_.tasks.is_empty()) << "run() has returned";
    EXPECT_THAT(reconciler_.calls, ElementsAre("shop/a"));
}

TEST_F(ControllerTest, StopBeforeTheInformersHaveSyncedEndsAtOnce) {
    world_.api.faults.hang = 1;
    Controller& controller = start();
    controller.stop();
    world_.clock().run_ready();
    EXPECT_TRUE(world_.tasks.is_empty());
}

TEST_F(ControllerTest, CancelledItCancelsItsWorkers) {
    reconciler_.takes = 1h;
    world_.api.put(kThings, thing("shop", "a"));
    start(2);
    world_.tasks.cancel();
    world_.clock().run_ready();
    EXPECT_TRUE(world_.tasks.is_empty());
    controller_.reset();
    world_.clock().run_for(2h);
}

}  // namespace
}  // namespace flotilla::kube
