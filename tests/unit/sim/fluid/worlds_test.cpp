#include "flotilla/sim/fluid/worlds.hpp"

#include <gtest/gtest.h>

#include "flotilla/io/file.hpp"
#include "flotilla/model/file/read_application.hpp"

namespace flotilla::sim::fluid {
namespace {

class FluidWorlds : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto application =
            model::read_application(io::read_file(FLOTILLA_DATA "/apps/online-boutique.json").value())
                .value();
        model_ = new FlowModel(compile(application, application.slo, 1));
    }
    static void TearDownTestSuite() { delete model_; }

    static std::vector<int> all(int replicas) { return std::vector<int>(model_->services.size(), replicas); }

    static void advance(Worlds& worlds, int seconds) {
        for (int i = 0; i < seconds; ++i) {
            worlds.advance();
        }
    }

    static FlowModel* model_;
};

FlowModel* FluidWorlds::model_ = nullptr;

TEST_F(FluidWorlds, WhatEntersComesOutAndVisitsEveryServiceAsOftenAsTheModelSays) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(8));
    worlds.set_load(0, 60, 0);
    advance(worlds, 30);
    EXPECT_NEAR(worlds.second(0).rate, 60, 1e-3);
    EXPECT_NEAR(worlds.visits(0, model_->index_of("productcatalogservice")), 60 * 5.4893, 0.05);
    EXPECT_NEAR(worlds.visits(0, model_->index_of("redis-cart")), 60 * 1.0714, 0.05);
    EXPECT_EQ(worlds.second(0).failed, 0);
}

TEST_F(FluidWorlds, WithoutLoadARequestTakesItsZeroLoadLatency) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(8));
    worlds.set_load(0, 0.1F, 0);
    advance(worlds, 5);
    EXPECT_NEAR(worlds.second(0).mean, 0.0536, 0.01);
}

TEST_F(FluidWorlds, AnEntryThatIsTooSmallBuildsABacklogAndThenFails) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(1));
    worlds.set_load(0, 120, 0);  // one frontend saturates at 61
    advance(worlds, 5);
    EXPECT_GT(worlds.second(0).mean, 1);
    EXPECT_GT(worlds.second(0).violating, 0.9F);
    advance(worlds, 60);
    EXPECT_NEAR(worlds.second(0).failed, 59.0 / 120, 0.03);
    EXPECT_NEAR(worlds.visits(0, model_->entry), 61, 2);
}

TEST_F(FluidWorlds, UsersWaitForTheirAnswers) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(8));
    worlds.set_load(0, 0, 100);
    advance(worlds, 60);
    EXPECT_NEAR(worlds.second(0).rate, 26, 1);  // 100 × 1.4737 ÷ (5.5 s + answers)
}

TEST_F(FluidWorlds, PodsThatAreAskedForComeWithTheirStartUpTimeAndCostFromTheBeginning) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(1));
    const std::size_t frontend = model_->index_of("frontend");
    const float before = worlds.cores_requested(0);
    worlds.scale(0, frontend, 5);
    worlds.advance();
    EXPECT_EQ(worlds.ready(0, frontend), 1);
    EXPECT_NEAR(worlds.cores_requested(0), before + 4 * 0.1F, 1e-4);
    advance(worlds, 60);
    EXPECT_NEAR(worlds.ready(0, frontend), 5, 1e-3);
    EXPECT_NEAR(worlds.starting(0, frontend), 0, 1e-3);
    worlds.scale(0, frontend, 2);
    EXPECT_NEAR(worlds.ready(0, frontend), 2, 1e-3);
}

TEST_F(FluidWorlds, StartingPodsAreTheFirstToGo) {
    Worlds worlds{*model_, 1};
    worlds.reset(0, all(2));
    const std::size_t frontend = model_->index_of("frontend");
    worlds.scale(0, frontend, 6);
    worlds.scale(0, frontend, 3);
    EXPECT_EQ(worlds.ready(0, frontend), 2);
    EXPECT_NEAR(worlds.starting(0, frontend), 1, 1e-4);
    advance(worlds, 90);
    EXPECT_NEAR(worlds.ready(0, frontend), 3, 1e-3);
}

TEST_F(FluidWorlds, AWorldDoesNotSeeItsNeighbours) {
    Worlds one{*model_, 1};
    Worlds many{*model_, 7};
    for (std::size_t world = 0; world < 7; ++world) {
        many.set_load(world, static_cast<float>(20 * world), 0);
    }
    one.set_load(0, 60, 0);
    many.scale(3, 0, 4);
    one.scale(0, 0, 4);
    advance(one, 40);
    advance(many, 40);
    EXPECT_EQ(one.second(0).mean, many.second(3).mean);
    EXPECT_EQ(one.second(0).violating, many.second(3).violating);
}

TEST_F(FluidWorlds, MorePodsNeverAnswerLater) {
    Worlds worlds{*model_, 8};
    for (int pods = 1; pods <= 8; ++pods) {
        worlds.reset(static_cast<std::size_t>(pods - 1), all(pods));
        worlds.set_load(static_cast<std::size_t>(pods - 1), 100, 0);
    }
    advance(worlds, 30);
    for (std::size_t world = 1; world < 8; ++world) {
        EXPECT_LE(worlds.second(world).mean, worlds.second(world - 1).mean + 1e-5) << world;
    }
}

}  // namespace
}  // namespace flotilla::sim::fluid
