#include "flotilla/lab/compare/run_pool.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::lab::compare {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

class KeptRuns final : public RunJournal {
public:
    [[nodiscard]] const RunOutcome* find(const RunKey& key) const override {
        const auto found = runs.find(key);
        return found == runs.end() ? nullptr : &found->second;
    }
    Result<void> add(const RunKey& key, const RunOutcome& outcome) override {
        runs.emplace(key, outcome);
        return {};
    }

    std::map<RunKey, RunOutcome> runs;
};

std::vector<RunKey> keys(std::uint64_t count) {
    std::vector<RunKey> made;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        made.push_back({"hpa", {}, "steps", seed});
    }
    return made;
}

Result<RunOutcome> seed_as_cost(const RunKey& key) {
    RunOutcome outcome;
    outcome.measures.core_hours = static_cast<double>(key.seed);
    return outcome;
}

class Pool : public testing::Test {
protected:
    Result<std::map<RunKey, RunOutcome>> make(std::size_t threads, std::uint64_t count) {
        const auto asked = keys(count);
        return RunPool{run_, journal_, threads, progress_, cancelled_}.make(asked);
    }

    RunFunction run_ = seed_as_cost;
    KeptRuns journal_;
    std::vector<std::size_t> finished_;
    Progress progress_ = [this](std::size_t finished, std::size_t) { finished_.push_back(finished); };
    std::atomic<bool> cancelled_{false};
};

TEST_F(Pool, TheOutcomesDoNotDependOnTheThreads) {
    const auto alone = make(1, 50);
    journal_.runs.clear();
    const auto together = make(4, 50);
    ASSERT_THAT(alone, IsOk());
    EXPECT_EQ(*alone, *together);
    EXPECT_EQ(alone->at({"hpa", {}, "steps", 7}).measures.core_hours, 7);
}

TEST_F(Pool, WhatTheJournalKnowsIsNotMadeAgain) {
    ASSERT_THAT(make(2, 10), IsOk());
    std::atomic<int> made{0};
    run_ = [&made](const RunKey& key) {
        ++made;
        return seed_as_cost(key);
    };
    ASSERT_THAT(make(2, 12), IsOk());
    EXPECT_EQ(made, 2);
}

TEST_F(Pool, SaysHowFarItIs) {
    ASSERT_THAT(make(3, 5), IsOk());
    EXPECT_THAT(finished_, testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(Pool, AFailedRunEndsItAndTheOthersAreKept) {
    run_ = [](const RunKey& key) -> Result<RunOutcome> {
        if (key.seed == 3) {
            return fail(ErrorCode::InvalidArgument, "no such knob");
        }
        return seed_as_cost(key);
    };
    EXPECT_THAT(make(1, 10), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no such knob")));
    EXPECT_EQ(journal_.runs.size(), 3u);
}

TEST_F(Pool, WhenItIsCancelledTheFinishedRunsAreKept) {
    run_ = [this](const RunKey& key) {
        cancelled_ = key.seed == 1;
        return seed_as_cost(key);
    };
    EXPECT_THAT(make(1, 10), FailsWith(ErrorCode::Unavailable, HasSubstr("goes on from here")));
    EXPECT_EQ(journal_.runs.size(), 2u);
}

}  // namespace
}  // namespace flotilla::lab::compare
