#include "flotilla/policy/horizontal/coordination.hpp"

#include <gtest/gtest.h>

#include "groups.hpp"

namespace flotilla::policy {
namespace {

using namespace testing_groups;
using model::Replicas;

model::ScalingGroup chain(model::Order order) {
    model::ScalingGroup group =
        group_of({member("web", {"auth", "image"}), member("auth", {"db"}), member("image"), member("db")});
    group.order = order;
    return group;
}

const model::Observation kSeen{
    {seen_with("web", 3), seen_with("auth", 3), seen_with("image", 3), seen_with("db", 3)}, {}
};

model::Decision decided(std::int64_t web, std::int64_t auth, std::int64_t image, std::int64_t db) {
    return {
        {{"web", Replicas{web}, {}},
         {"auth", Replicas{auth}, {}},
         {"image", Replicas{image}, {}},
         {"db", Replicas{db}, {}}}
    };
}

std::vector<std::vector<std::string>> names_of(const std::vector<Stage>& stages) {
    std::vector<std::vector<std::string>> names;
    for (const Stage& stage : stages) {
        names.emplace_back();
        for (const Change& change : stage.changes) {
            names.back().push_back(change.member);
        }
    }
    return names;
}

using Names = std::vector<std::vector<std::string>>;

TEST(PlanStages, AllAtOnceIsOneStageWithoutThoseWhoStay) {
    const auto stages = plan_stages(chain(model::Order::AllAtOnce), kSeen, decided(5, 3, 1, 4));
    EXPECT_EQ(names_of(stages), (Names{{"web", "image", "db"}}));
    EXPECT_EQ(stages[0].changes[0], (Change{"web", Replicas{3}, Replicas{5}}));
}

TEST(PlanStages, NothingToDoIsNoStage) {
    EXPECT_TRUE(plan_stages(chain(model::Order::CalleesFirst), kSeen, decided(3, 3, 3, 3)).empty());
}

TEST(PlanStages, OnTheWayOutCalleesComeBeforeTheirCallers) {
    const auto stages = plan_stages(chain(model::Order::CalleesFirst), kSeen, decided(5, 5, 5, 5));
    EXPECT_EQ(names_of(stages), (Names{{"image", "db"}, {"auth"}, {"web"}}));
}

TEST(PlanStages, OnTheWayInCallersComeBeforeTheirCallees) {
    const auto stages = plan_stages(chain(model::Order::CalleesFirst), kSeen, decided(1, 1, 1, 1));
    EXPECT_EQ(names_of(stages), (Names{{"web"}, {"auth"}, {"image", "db"}}));
}

TEST(PlanStages, WhatGrowsComesBeforeWhatShrinks) {
    const auto stages = plan_stages(chain(model::Order::CalleesFirst), kSeen, decided(5, 1, 1, 5));
    EXPECT_EQ(names_of(stages), (Names{{"db"}, {"web"}, {"auth"}, {"image"}}));
}

TEST(PlanStages, AMemberThatWasNotSeenIsNotChanged) {
    const model::Observation partial{{seen_with("web", 3)}, {}};
    EXPECT_EQ(
        names_of(plan_stages(chain(model::Order::AllAtOnce), partial, decided(5, 5, 5, 5))), (Names{{"web"}})
    );
}

}  // namespace
}  // namespace flotilla::policy
