#include "flotilla/lab/compare/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::lab::compare {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

Experiment sound() {
    Experiment experiment;
    experiment.workloads = {{"steps", Split::Training, {}}, {"bursty", Split::Test, {}}};
    experiment.policies = {
        {"hpa", "hpa", {{"min", "1"}}, {{"target", {"40", "60"}}, {"down", {"0s", "300s"}}}}
    };
    return experiment;
}

TEST(Experiment, TriesEveryCombinationOfTheGrid) {
    EXPECT_THAT(
        settings_of(sound().policies[0]),
        ElementsAre(
            Knobs{{"min", "1"}, {"target", "40"}, {"down", "0s"}},
            Knobs{{"min", "1"}, {"target", "40"}, {"down", "300s"}},
            Knobs{{"min", "1"}, {"target", "60"}, {"down", "0s"}},
            Knobs{{"min", "1"}, {"target", "60"}, {"down", "300s"}}
        )
    );
    EXPECT_THAT(
        settings_of({"static", "static", {{"replicas", "3"}}, {}}), ElementsAre(Knobs{{"replicas", "3"}})
    );
}

TEST(Experiment, ASoundOneIsTaken) {
    EXPECT_THAT(checked(sound()), IsOk());
}

struct Unsound {
    std::string sentence;
    void (*breaks)(Experiment&);
};

TEST(Experiment, AnUnsoundOneIsRefusedWithItsKey) {
    const std::vector<Unsound> cases{
        {"policies: the name \"hpa\" is there twice",
         [](Experiment& e) { e.policies.push_back(e.policies[0]); }},
        {"policies: there must be at least one", [](Experiment& e) { e.policies.clear(); }},
        {"workloads: there must be one with split: test", [](Experiment& e) { e.workloads.pop_back(); }},
        {"seeds.test: ", [](Experiment& e) { e.test_seeds = {3, 3}; }},
        {"allowed: ", [](Experiment& e) { e.allowed = 1.5; }},
        {"replicas: ", [](Experiment& e) { e.bounds.min = model::Replicas{0}; }},
        {"policies: hpa has 4 settings to try; the budget is 1 to 3", [](Experiment& e) { e.budget = 3; }},
        {"policies: hpa has 0 settings", [](Experiment& e) { e.policies[0].grid[0].second.clear(); }},
    };
    for (const Unsound& each : cases) {
        Experiment experiment = sound();
        each.breaks(experiment);
        EXPECT_THAT(checked(experiment), FailsWith(ErrorCode::InvalidArgument, HasSubstr(each.sentence)));
    }
}

}  // namespace
}  // namespace flotilla::lab::compare
