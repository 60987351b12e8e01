#include "flotilla/controllers/group/action.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/http/loopback.hpp"
#include "flotilla/io/task_group.hpp"

#include "fake_api.hpp"

namespace flotilla::controllers::group {
namespace {

using model::Replicas;
using policy::Change;
using policy::Stage;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class AnAction : public testing::Test {
protected:
    AnAction() {
        group_.name = "shop";
        group_.stage_timeout = std::chrono::seconds{30};
        api_.add("web", 1);
        api_.add("db", 1);
    }

    asio::awaitable<void> carry_out(std::vector<Stage> stages) {
        report_ = co_await actor_.carry_out(group_, std::move(stages));
        ended_at_ = clock_.now();
    }
    asio::awaitable<void> resume(JournalEntry entry) {
        report_ = co_await actor_.resume(std::move(entry), std::chrono::seconds{30});
    }
    void start(std::vector<Stage> stages) {
        tasks_.spawn(carry_out(std::move(stages)));
        clock_.run_ready();
    }
    void run(std::vector<Stage> stages) {
        start(std::move(stages));
        clock_.run_for(std::chrono::minutes{5});
        ASSERT_TRUE(report_) << "the action did not end";
    }

    static std::vector<Stage> both_to(std::int64_t count) {
        return {{{{"web", Replicas{1}, Replicas{count}}, {"db", Replicas{1}, Replicas{count}}}}};
    }

    asio::io_context context_;
    io::VirtualClock clock_{context_};
    DeploymentCache cache_{context_.get_executor()};
    testing_api::FakeApi api_{cache_};
    io::http::LoopbackTransport transport_{api_, clock_, context_.get_executor()};
    kube::Client client_{transport_, clock_};
    Journal journal_{client_, "default", "teastore"};
    Actor actor_{client_, clock_, context_.get_executor(), cache_, journal_, {"default"}};
    model::ScalingGroup group_;
    std::optional<ActionReport> report_;
    TimePoint ended_at_;
    io::TaskGroup tasks_{context_.get_executor()};
};

TEST_F(AnAction, PatchesEveryMember) {
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::Scaled);
    EXPECT_THAT(api_.accepted(), UnorderedElementsAre("web=3", "db=3"));
    EXPECT_THAT(api_.journal(), IsEmpty());
}

TEST_F(AnAction, WithoutChangesAsksForNothing) {
    run({});
    EXPECT_EQ(report_->outcome, Outcome::Unchanged);
    EXPECT_THAT(api_.accepted(), IsEmpty());
}

TEST_F(AnAction, TriesAgainWhatMayPass) {
    api_.fail_next("db", {409, 503, 500});
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::Scaled);
    EXPECT_EQ(api_.replicas_of("db"), 3);
}

TEST_F(AnAction, DoesNotTryAgainWhatIsForbiddenAndSaysSo) {
    api_.fail_next("db", {403});
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::Partial);
    EXPECT_THAT(report_->message, HasSubstr("db: "));
    EXPECT_EQ(api_.replicas_of("web"), 3);
    EXPECT_EQ(api_.replicas_of("db"), 1);
}

TEST_F(AnAction, GivesUpOnAMemberAfterItsTimeout) {
    api_.fail_next("db", std::deque<int>(1000, 503));
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::Partial);
    EXPECT_LE(ended_at_ - TimePoint{}, std::chrono::seconds{20});
}

TEST_F(AnAction, AllOrNoneTakesTheOthersBackWhenOneIsRefused) {
    group_.all_or_none = true;
    api_.fail_next("db", {403});
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_EQ(api_.replicas_of("web"), 1);
    EXPECT_EQ(api_.replicas_of("db"), 1);
    EXPECT_THAT(api_.journal(), IsEmpty());
}

TEST_F(AnAction, AllOrNoneTakesAllBackWhenAQuotaStopsThePods) {
    group_.all_or_none = true;
    api_.deny_pods("db");
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_THAT(report_->message, HasSubstr("exceeded quota"));
    EXPECT_EQ(api_.replicas_of("web"), 1);
    EXPECT_EQ(api_.replicas_of("db"), 1);
}

TEST_F(AnAction, AllOrNoneTakesAllBackWhenPodsDoNotBecomeReadyInTime) {
    group_.all_or_none = true;
    api_.hold_pods("db");
    run(both_to(3));
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_THAT(report_->message, HasSubstr("not ready in time: db 1/3"));
    EXPECT_EQ(api_.replicas_of("web"), 1);
}

TEST_F(AnAction, DoesNotTakeBackWhatSomebodyElseHasDecidedMeanwhile) {
    group_.all_or_none = true;
    api_.hold_pods("db");
    start(both_to(3));
    api_.scale_behind_our_back("web", 8);
    clock_.run_for(std::chrono::minutes{1});
    ASSERT_TRUE(report_);
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_EQ(api_.replicas_of("web"), 8);
    EXPECT_EQ(api_.replicas_of("db"), 1);
}

TEST_F(AnAction, CanBeTakenBackToAndFromNothing) {
    group_.all_or_none = true;
    api_.add("web", 3);
    api_.fail_next("db", {403});
    run({{{{"web", Replicas{3}, Replicas{0}}, {"db", Replicas{1}, Replicas{3}}}}});
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_EQ(api_.replicas_of("web"), 3);
}

TEST_F(AnAction, AllOrNoneIsInTheJournalBeforeItsFirstPatch) {
    group_.all_or_none = true;
    bool was_written = false;
    api_.before_patch = [&](const std::string&) { was_written = !api_.journal().empty(); };
    run(both_to(3));
    EXPECT_TRUE(was_written);
    EXPECT_EQ(report_->outcome, Outcome::Scaled);
    EXPECT_THAT(api_.journal(), IsEmpty());
}

TEST_F(AnAction, AStageWaitsUntilTheOneBeforeIsReady) {
    group_.order = model::Order::CalleesFirst;
    api_.hold_pods("db");
    start({{{{"db", Replicas{1}, Replicas{3}}}}, {{{"web", Replicas{1}, Replicas{3}}}}});
    clock_.run_for(std::chrono::seconds{10});
    EXPECT_THAT(api_.accepted(), ElementsAre("db=3"));
    api_.settle("db");
    clock_.run_for(std::chrono::seconds{1});
    EXPECT_THAT(api_.accepted(), ElementsAre("db=3", "web=3"));
    ASSERT_TRUE(report_);
    EXPECT_EQ(report_->outcome, Outcome::Scaled);
}

TEST_F(AnAction, CallersStayWhenTheirCalleesDoNotBecomeReady) {
    api_.hold_pods("db");
    run({{{{"db", Replicas{1}, Replicas{3}}}}, {{{"web", Replicas{1}, Replicas{3}}}}});
    EXPECT_EQ(report_->outcome, Outcome::Partial);
    EXPECT_EQ(api_.replicas_of("web"), 1);
}

TEST_F(AnAction, ThatIsStoppedGivesUpWaitingAndLeavesItsJournal) {
    group_.all_or_none = true;
    api_.hold_pods("db");
    start(both_to(3));
    actor_.stop();
    clock_.run_ready();
    ASSERT_TRUE(report_);
    EXPECT_EQ(report_->outcome, Outcome::Abandoned);
    EXPECT_EQ(api_.journal().count("shop"), 1U);
}

TEST_F(AnAction, CutOffBetweenTwoPatchesIsFinishedByWhoeverComesNext) {
    api_.add("web", 3);  // the process died here: web is patched, db is not
    const JournalEntry entry{
        "shop", {{"web", Replicas{1}, Replicas{3}}, {"db", Replicas{1}, Replicas{3}}}, false
    };
    tasks_.spawn(resume(entry));
    clock_.run_for(std::chrono::minutes{1});
    ASSERT_TRUE(report_);
    EXPECT_EQ(report_->outcome, Outcome::Scaled);
    EXPECT_EQ(api_.replicas_of("db"), 3);
    EXPECT_THAT(api_.journal(), IsEmpty());
}

TEST_F(AnAction, CutOffWhileTakingBackIsTakenBackByWhoeverComesNext) {
    api_.add("web", 3);  // db is back already
    const JournalEntry entry{
        "shop", {{"web", Replicas{1}, Replicas{3}}, {"db", Replicas{1}, Replicas{3}}}, true
    };
    tasks_.spawn(resume(entry));
    clock_.run_for(std::chrono::minutes{1});
    ASSERT_TRUE(report_);
    EXPECT_EQ(report_->outcome, Outcome::TakenBack);
    EXPECT_EQ(api_.replicas_of("web"), 1);
    EXPECT_EQ(api_.replicas_of("db"), 1);
}

TEST_F(AnAction, CutOffLongAgoLeavesMembersAloneThatOthersHaveChanged) {
    api_.add("web", 7);
    api_.put_in_journal("shop", "{}");
    const JournalEntry entry{"shop", {{"web", Replicas{1}, Replicas{3}}}, false};
    tasks_.spawn(resume(entry));
    clock_.run_for(std::chrono::minutes{1});
    ASSERT_TRUE(report_);
    EXPECT_EQ(api_.replicas_of("web"), 7);
    EXPECT_THAT(api_.journal(), IsEmpty());
}

}  // namespace
}  // namespace flotilla::controllers::group
