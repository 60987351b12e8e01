#include "flotilla/kube/runtime/manager.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/types/cluster.gen.hpp"

#include "runtime_fixture.hpp"
#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FailsWith;
using testing_support::IsOk;
using namespace std::chrono_literals;

const ObjectKey kLease{"kube-system", "operator"};

class SlowReconciler final : public Reconciler {
public:
    explicit SlowReconciler(io::Clock& clock) : clock_(clock) {}
    asio::awaitable<Result<Requeue>> reconcile(ObjectKey key) override {
        begun.push_back(to_string(key));
        co_await clock_.sleep_for(takes);
        ended.push_back(to_string(key));
        co_return Requeue::never();
    }
    Duration takes{10s};
    std::vector<std::string> begun;
    std::vector<std::string> ended;

private:
    io::Clock& clock_;
};

/// One process: a manager with one controller.
struct Process {
    Process(FakeWorld& world, const std::string& identity)
        : environment(world.environment()),
          reconciler(world.clock()),
          manager(environment, options(identity)) {
        controller.emplace(environment, ControllerOptions{"things"}, reconciler);
        controller->reconciles(manager.informers().get<DynamicObject>(InformerOptions{kThings}));
        manager.add(*controller);
    }
    static ManagerOptions options(const std::string& identity) {
        ManagerOptions options;
        if (!identity.empty()) {
            options.leader_election = LeaderElectorOptions{kLease, identity};
        }
        return options;
    }
    void start(FakeWorld& world) {
        asio::co_spawn(
            world.world.executor(),
            manager.run(),
            [this](const std::exception_ptr&, Result<void> ended) { result = std::move(ended); }
        );
        world.clock().run_for(100ms);
    }

    Environment environment;
    SlowReconciler reconciler;
    Manager manager;
    std::optional<Controller> controller;
    std::optional<Result<void>> result;
};

class ManagerTest : public testing::Test {
protected:
    ManagerTest() { world_.api.put(kThings, thing("shop", "a")); }
    FakeWorld world_;
};

TEST_F(ManagerTest, RunsControllersUntilItIsStopped) {
    Process process{world_, ""};
    process.start(world_);
    EXPECT_THAT(process.reconciler.begun, ElementsAre("shop/a"));
    world_.clock().run_for(1min);
    process.manager.stop();
    world_.clock().run_for(1s);
    ASSERT_TRUE(process.result.has_value());
    EXPECT_THAT(*process.result, IsOk());
    EXPECT_EQ(world_.api.open_watches(), 0U);
}

TEST_F(ManagerTest, OnlyTheLeaderWorksAndHandsOverWhenItStops) {
    Process first{world_, "first"};
    Process second{world_, "second"};
    first.start(world_);
    second.start(world_);
    world_.clock().run_for(1min);
    EXPECT_THAT(first.reconciler.ended, ElementsAre("shop/a"));
    EXPECT_THAT(second.reconciler.begun, IsEmpty());
    EXPECT_TRUE(second.manager.probes().ready().run().is_ok) << "a replica in waiting is ready";
    first.manager.stop();
    world_.clock().run_for(5s);
    EXPECT_THAT(second.reconciler.begun, ElementsAre("shop/a"));
    second.manager.stop();
    world_.clock().run_for(1min);
    EXPECT_THAT(*second.result, IsOk());
}

TEST_F(ManagerTest, KeepsTheLeaseUntilTheLastReconcileHasEnded) {
    Process process{world_, "first"};
    process.start(world_);
    process.manager.stop();
    world_.clock().run_for(5s);
    const auto holder = [&] {
        return decode<Lease>(world_.api.find(resource_of<Lease>(), kLease)->json())->spec.holder_identity;
    };
    EXPECT_EQ(holder(), "first");
    EXPECT_FALSE(process.result.has_value());
    world_.clock().run_for(10s);
    EXPECT_EQ(holder(), "");
    EXPECT_THAT(process.reconciler.ended, ElementsAre("shop/a"));
    EXPECT_THAT(*process.result, IsOk());
}

TEST_F(ManagerTest, CutsOffReconcilesThatOutlastTheGrace) {
    Process process{world_, ""};
    process.reconciler.takes = 2min;
    process.start(world_);
    process.manager.stop();
    world_.clock().run_for(24s);
    EXPECT_FALSE(process.result.has_value());
    world_.clock().run_for(2s);
    ASSERT_TRUE(process.result.has_value());
    EXPECT_THAT(process.reconciler.ended, IsEmpty());
}

TEST_F(ManagerTest, LosingTheLeadEndsItWithAnError) {
    Process process{world_, "first"};
    process.start(world_);
    world_.clock().run_for(20s);
    world_.api.faults.hang = 1;
    world_.clock().run_for(2min);
    ASSERT_TRUE(process.result.has_value());
    EXPECT_THAT(*process.result, FailsWith(ErrorCode::Unavailable, HasSubstr("leadership was lost")));
}

TEST_F(ManagerTest, IsNotReadyBeforeItsInformersHaveSynced) {
    world_.api.faults.error = 1;
    Process process{world_, ""};
    process.start(world_);
    EXPECT_THAT(
        process.manager.probes().ready().run().report,
        HasSubstr("[-]informers failed: things have not been listed")
    );
    world_.api.faults.error = 0;
    world_.clock().run_for(2min);
    EXPECT_TRUE(process.manager.probes().ready().run().is_ok);
    process.manager.stop();
    world_.clock().run_for(1min);
}

}  // namespace
}  // namespace flotilla::kube
