#include "flotilla/kube/runtime/leader_elector.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime_fixture.hpp"
#include "support/matchers.hpp"
#include "support/sanitized.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FailsWith;
using namespace std::chrono_literals;

const ObjectKey kLease{"kube-system", "operator"};

/// One process that would lead: its elector, and what it was told.
class Candidate {
public:
    Candidate(
        FakeWorld& world, Client& client, const std::string& identity, LeaderElectorOptions options = {}
    )
        : environment_{client, world.world.executor(), telemetry::Logger{world.log, world.clock()}, world.metrics, 0},
          clock_(world.clock()),
          tasks_(world.world.executor()) {
        environment_.seed = std::hash<std::string>{}(identity);
        options.lease = kLease;
        options.identity = identity;
        LeaderCallbacks callbacks;
        callbacks.on_started = [this] { told.push_back("started"); };
        callbacks.on_stopped = [this] { told.push_back("stopped"); };
        callbacks.on_new_leader = [this](const std::string& leader) { leaders.push_back(leader); };
        elector = std::make_unique<LeaderElector>(environment_, options, std::move(callbacks));
    }

    ~Candidate() {
        kill();
        clock_.run_ready();  // its tasks unwind before what they use goes
    }
    Candidate(const Candidate&) = delete;
    Candidate& operator=(const Candidate&) = delete;

    void start() { tasks_.spawn(elector->run()); }
    /// As by SIGKILL: no request more.
    void kill() { tasks_.cancel(); }
    [[nodiscard]] bool has_ended() const { return tasks_.is_empty(); }

    std::vector<std::string> told;
    std::vector<std::string> leaders;
    std::unique_ptr<LeaderElector> elector;

private:
    Environment environment_;
    io::VirtualClock& clock_;
    io::TaskGroup tasks_;
};

class LeaderElectorTest : public testing::Test {
protected:
    LeaseSpec lease() {
        const auto object = world_.api.find(resource_of<Lease>(), kLease);
        return decode<Lease>(object.value().json()).value().spec;
    }

    FakeWorld world_;
    Candidate a_{world_, world_.client, "a"};
    Candidate b_{world_, world_.client, "b"};
};

TEST_F(LeaderElectorTest, TheFirstCreatesTheLeaseAndLeads) {
    a_.start();
    world_.clock().run_for(100ms);
    EXPECT_TRUE(a_.elector->is_leader());
    EXPECT_THAT(a_.told, ElementsAre("started"));
    EXPECT_THAT(a_.leaders, ElementsAre("a"));
    EXPECT_EQ(lease().holder_identity, "a");
    EXPECT_EQ(lease().lease_duration_seconds, 15);
    EXPECT_EQ(lease().lease_transitions, 0);
    EXPECT_EQ(lease().acquire_time, lease().renew_time);
}

TEST_F(LeaderElectorTest, RenewsWithOneRequestEachTimeAndKeepsWhenItAcquired) {
    a_.start();
    world_.clock().run_for(100ms);
    const LeaseSpec first = lease();
    std::vector<std::string> requests;
    world_.api.on_request = [&](const std::string& line) {
        requests.push_back(line.substr(0, line.find(' ')));
    };
    world_.clock().run_for(6s);
    EXPECT_THAT(requests, ElementsAre("PUT", "PUT", "PUT"));
    EXPECT_EQ(lease().acquire_time, first.acquire_time);
    EXPECT_EQ(*lease().renew_time - *first.renew_time, 6s);
    EXPECT_EQ(lease().lease_transitions, 0);
}

TEST_F(LeaderElectorTest, TheSecondWaitsAndTakesOverWhenTheFirstIsKilled) {
    a_.start();
    world_.clock().run_for(1s);
    b_.start();
    world_.clock().run_for(1min);
    EXPECT_FALSE(b_.elector->is_leader());
    EXPECT_EQ(b_.elector->leader(), "a");
    a_.kill();
    world_.clock().run_for(14s);
    EXPECT_FALSE(b_.elector->is_leader()) << "the lease may still be good";
    world_.clock().run_for(8s);
    EXPECT_TRUE(b_.elector->is_leader());
    EXPECT_EQ(lease().lease_transitions, 1);
    EXPECT_THAT(b_.leaders, ElementsAre("a", "b"));
}

TEST_F(LeaderElectorTest, AReleasedLeaseIsTakenAtTheNextTry) {
    a_.start();
    world_.clock().run_for(1s);
    b_.start();
    world_.clock().run_for(10s);
    a_.elector->stop();
    world_.clock().run_for(10ms);
    EXPECT_TRUE(a_.has_ended());
    EXPECT_THAT(a_.told, ElementsAre("started", "stopped"));
    EXPECT_EQ(lease().holder_identity, "");
    EXPECT_EQ(lease().lease_duration_seconds, 1);
    world_.clock().run_for(4400ms);
    EXPECT_TRUE(b_.elector->is_leader()) << "2.2 retry periods at most";
    EXPECT_EQ(lease().lease_transitions, 1);
}

TEST_F(LeaderElectorTest, StopBeforeLeadingEndsWithoutTouchingTheLease) {
    a_.start();
    world_.clock().run_for(1s);
    b_.start();
    world_.clock().run_for(1s);
    b_.elector->stop();
    world_.clock().run_for(10ms);
    EXPECT_TRUE(b_.has_ended());
    EXPECT_THAT(b_.told, IsEmpty());
    EXPECT_EQ(lease().holder_identity, "a");
}

TEST_F(LeaderElectorTest, GivesUpWhenItCannotRenewInTime) {
    a_.start();
    world_.clock().run_for(2100ms);  // renewed at 2 s
    world_.api.faults.hang = 1;
    world_.clock().run_for(9800ms);
    EXPECT_TRUE(a_.elector->is_leader());
    world_.clock().run_for(200ms);
    EXPECT_FALSE(a_.elector->is_leader()) << "10 s after the last request that succeeded";
    EXPECT_THAT(a_.told, ElementsAre("started", "stopped"));
    EXPECT_TRUE(a_.has_ended());
}

TEST_F(LeaderElectorTest, SurvivesFailuresShorterThanTheDeadline) {
    a_.start();
    world_.clock().run_for(1s);
    world_.api.faults.error = 1;
    world_.clock().run_for(6s);
    world_.api.faults.error = 0;
    world_.clock().run_for(1min);
    EXPECT_TRUE(a_.elector->is_leader());
    EXPECT_THAT(a_.told, ElementsAre("started"));
}

TEST_F(LeaderElectorTest, GivesUpAtOnceWhenSomebodyElseHoldsTheLease) {
    a_.start();
    world_.clock().run_for(1s);
    DynamicObject stolen = world_.api.find(resource_of<Lease>(), kLease).value();
    stolen.at({"spec", "holderIdentity"}) = "thief";
    world_.api.put(resource_of<Lease>(), stolen);
    world_.clock().run_for(3s);
    EXPECT_FALSE(a_.elector->is_leader());
    EXPECT_THAT(a_.told, ElementsAre("started", "stopped"));
    EXPECT_EQ(a_.elector->leader(), "thief");
}

TEST_F(LeaderElectorTest, KeepsFieldsOfTheLeaseThatItDoesNotKnow) {
    a_.start();
    world_.clock().run_for(1s);
    DynamicObject annotated = world_.api.find(resource_of<Lease>(), kLease).value();
    annotated.set_annotation("example.org/note", "keep me");
    world_.api.put(resource_of<Lease>(), annotated);
    world_.clock().run_for(5s);
    EXPECT_TRUE(a_.elector->is_leader());
    EXPECT_EQ(world_.api.find(resource_of<Lease>(), kLease)->annotation("example.org/note"), "keep me");
}

TEST_F(LeaderElectorTest, DoesNotCareForJumpsOfTheWallClock) {
    a_.start();
    world_.clock().run_for(1s);
    b_.start();
    for (const Duration jump : {Duration{24h}, Duration{-48h}, Duration{1min}}) {
        world_.clock().jump_wall(jump);
        world_.clock().run_for(1min);
        EXPECT_TRUE(a_.elector->is_leader());
        EXPECT_FALSE(b_.elector->is_leader());
    }
}

TEST(LeaderElectorOptionsTest, DurationsMustFitEachOther) {
    LeaderElectorOptions options{kLease, "me"};
    EXPECT_TRUE(LeaderElector::validate(options).has_value());
    options.renew_deadline = 15s;
    EXPECT_THAT(
        LeaderElector::validate(options), FailsWith(ErrorCode::InvalidArgument, HasSubstr("lease duration"))
    );
    options.renew_deadline = 2400ms;
    EXPECT_THAT(
        LeaderElector::validate(options),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("1.2 retry periods"))
    );
    options = LeaderElectorOptions{kLease, ""};
    EXPECT_THAT(
        LeaderElector::validate(options), FailsWith(ErrorCode::InvalidArgument, HasSubstr("identity"))
    );
}

/// Candidates that come, are killed and stop at random, over a network of any speed that loses, refuses and
/// delays.
class LeaderElectorRace : public testing::TestWithParam<int> {};

TEST_P(LeaderElectorRace, NeverHasTwoLeaders) {
    constexpr int kSeedsEach = testing_support::kIsSanitized ? 10 : 250;
    std::size_t led = 0;
    for (int i = 0; i < kSeedsEach; ++i) {
        const auto seed = static_cast<std::uint64_t>(GetParam() * kSeedsEach + i);
        SCOPED_TRACE(seed);
        RandomStream random{seed, "race"};
        FakeWorld world{seed};
        std::vector<std::unique_ptr<Candidate>> candidates;
        std::size_t leading = 0;
        for (int step = 0; step < 200; ++step) {
            if (step % 40 == 0) {
                world.api.faults.error = random.uniform() < 0.5 ? random.uniform() * 0.6 : 0;
                world.api.faults.lost = random.uniform() < 0.5 ? random.uniform() * 0.3 : 0;
                world.api.faults.hang = random.uniform() < 0.3 ? random.uniform() * 0.1 : 0;
                world.api.faults.latency = std::chrono::milliseconds{random.between(0, 9000)};
            }
            if (candidates.size() < 3 && random.uniform() < 0.2) {
                candidates.push_back(
                    std::make_unique<Candidate>(world, world.client, fmt::format("c{}", step))
                );
                candidates.back()->start();
            } else if (!candidates.empty() && random.uniform() < 0.03) {
                candidates.erase(candidates.begin());
            } else if (!candidates.empty() && random.uniform() < 0.03) {
                candidates.back()->elector->stop();
            }
            if (random.uniform() < 0.05) {
                world.clock().jump_wall(std::chrono::seconds{random.between(-7200, 7200)});
            }
            world.clock().run_for(std::chrono::milliseconds{random.between(0, 1500)});
            std::erase_if(candidates, [](const auto& candidate) { return candidate->has_ended(); });
            leading = 0;
            for (const auto& candidate : candidates) {
                leading += candidate->elector->is_leader() ? 1 : 0;
            }
            ASSERT_LE(leading, 1U) << "at step " << step;
            led += leading;
        }
        candidates.clear();
    }
    EXPECT_GT(led, kSeedsEach * 20U) << "the race must have winners to say anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, LeaderElectorRace, testing::Range(0, 8));

}  // namespace
}  // namespace flotilla::kube
