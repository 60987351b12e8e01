#include "flotilla/cluster/node/pod_machine.hpp"

#include <gtest/gtest.h>

namespace flotilla::cluster::node {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Instant at(Duration since_start) {
    return {TimePoint{since_start}, WallTime{std::chrono::hours{1000} + since_start}};
}

PodScript web() {
    PodScript script;
    script.containers = {{"web", "web:1"}};
    script.pull = seconds{2};
    script.start = seconds{1};
    script.ready = seconds{5};
    script.stop = seconds{4};
    return script;
}

std::string waiting_for(const PodMachine& pod) {
    const auto* waiting = std::get_if<Waiting>(&pod.containers()[0].state);
    return waiting != nullptr ? waiting->reason : "";
}

/// Advances to every step of its own until `end`.
void play(PodMachine& pod, Duration end) {
    while (pod.next() && *pod.next() <= TimePoint{end}) {
        pod.advance(at(pod.next()->time_since_epoch()));
    }
}

TEST(PodMachine, PullsStartsAndBecomesReady) {
    PodMachine pod{web(), at(seconds{0})};
    EXPECT_EQ(waiting_for(pod), "ContainerCreating");
    EXPECT_EQ(pod.phase(), PodPhase::Pending);
    play(pod, seconds{3});
    EXPECT_EQ(pod.phase(), PodPhase::Running);
    EXPECT_FALSE(pod.is_ready());
    play(pod, seconds{8});
    EXPECT_TRUE(pod.is_ready());
    EXPECT_EQ(pod.next(), std::nullopt);
}

TEST(PodMachine, RunsInitContainersOneAfterAnother) {
    PodScript script = web();
    script.init_containers = {{"a", "a"}, {"b", "b"}};
    script.init = seconds{10};
    PodMachine pod{script, at(seconds{0})};
    play(pod, seconds{13});
    EXPECT_FALSE(pod.is_initialized());
    EXPECT_TRUE(std::holds_alternative<Terminated>(pod.init_containers()[0].state));
    EXPECT_TRUE(std::holds_alternative<Running>(pod.init_containers()[1].state));
    EXPECT_EQ(waiting_for(pod), "PodInitializing");
    play(pod, seconds{23});
    EXPECT_EQ(pod.phase(), PodPhase::Running);
}

TEST(PodMachine, RestartsAtOnceThenBacksOffLongerAndLonger) {
    PodMachine pod{web(), at(seconds{0})};
    play(pod, seconds{10});
    EXPECT_TRUE(pod.crash("", Crash::Error, at(seconds{10})));
    EXPECT_EQ(pod.containers()[0].restarts, 1);
    EXPECT_FALSE(pod.is_ready());
    EXPECT_TRUE(pod.crash("web", Crash::OutOfMemory, at(seconds{11})));
    EXPECT_EQ(waiting_for(pod), "CrashLoopBackOff");
    EXPECT_EQ(pod.containers()[0].last->reason, "OOMKilled");
    EXPECT_EQ(pod.containers()[0].last->exit_code, 137);
    EXPECT_EQ(pod.next(), TimePoint{seconds{21}});
    play(pod, seconds{21});
    EXPECT_EQ(pod.containers()[0].restarts, 2);
    pod.crash("", Crash::Error, at(seconds{22}));
    EXPECT_EQ(pod.next(), TimePoint{seconds{42}});
}

TEST(PodMachine, ForgetsTheBackOffAfterTenGoodMinutes) {
    PodMachine pod{web(), at(seconds{0})};
    play(pod, seconds{10});
    pod.crash("", Crash::Error, at(seconds{10}));
    pod.crash("", Crash::Error, at(minutes{20}));
    EXPECT_TRUE(std::holds_alternative<Running>(pod.containers()[0].state));
}

TEST(PodMachine, StopsWithinItsGrace) {
    PodMachine pod{web(), at(seconds{0})};
    play(pod, seconds{10});
    pod.terminate(seconds{30}, at(seconds{10}));
    EXPECT_EQ(pod.next(), TimePoint{seconds{14}});
    pod.terminate(seconds{1}, at(seconds{11}));
    EXPECT_EQ(pod.next(), TimePoint{seconds{12}});
    play(pod, seconds{12});
    EXPECT_TRUE(pod.is_stopped());
}

TEST(PodMachine, StopsAtOnceWhenNothingRunsYet) {
    PodMachine pod{web(), at(seconds{0})};
    pod.terminate(seconds{30}, at(seconds{1}));
    pod.advance(at(seconds{1}));
    EXPECT_TRUE(pod.is_stopped());
}

TEST(PodMachine, EndsByItselfAsItsRestartPolicySays) {
    struct Case {
        RestartPolicy policy;
        int exit_code;
        PodPhase phase;
        std::int64_t restarts;
    };
    for (const Case& c :
         {Case{RestartPolicy::Never, 0, PodPhase::Succeeded, 0},
          Case{RestartPolicy::Never, 3, PodPhase::Failed, 0},
          Case{RestartPolicy::OnFailure, 0, PodPhase::Succeeded, 0},
          Case{RestartPolicy::OnFailure, 3, PodPhase::Running, 1}}) {
        PodScript script = web();
        script.run_for = seconds{20};
        script.exit_code = c.exit_code;
        script.restart_policy = c.policy;
        PodMachine pod{script, at(seconds{0})};
        play(pod, seconds{24});
        EXPECT_EQ(pod.phase(), c.phase) << c.exit_code;
        EXPECT_EQ(pod.containers()[0].restarts, c.restarts) << c.exit_code;
    }
}

TEST(PodMachine, StaysPendingWhenItsImageCannotBePulled) {
    PodScript script = web();
    script.pull_error = "denied";
    PodMachine pod{script, at(seconds{0})};
    play(pod, minutes{10});
    EXPECT_EQ(pod.phase(), PodPhase::Pending);
    EXPECT_EQ(waiting_for(pod), "ImagePullBackOff");
}

TEST(PodMachine, LosesAndRegainsReadinessFromOutside) {
    PodMachine pod{web(), at(seconds{0})};
    play(pod, seconds{10});
    EXPECT_TRUE(pod.set_may_be_ready(false));
    EXPECT_FALSE(pod.is_ready());
    EXPECT_FALSE(pod.set_may_be_ready(false));
    EXPECT_TRUE(pod.set_may_be_ready(true));
    EXPECT_TRUE(pod.is_ready());
}

}  // namespace
}  // namespace flotilla::cluster::node
