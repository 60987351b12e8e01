#include "flotilla/cluster/controllers/job/planner.hpp"

#include <gtest/gtest.h>

namespace flotilla::cluster::controllers {
namespace {

struct Case {
    std::string_view name;
    JobProgress progress;
    std::int64_t parallelism;
    std::optional<std::int64_t> completions;
    std::int64_t want;
};
class MissingPods : public testing::TestWithParam<Case> {};

TEST_P(MissingPods, FollowParallelismAndCompletions) {
    const Case& c = GetParam();
    EXPECT_EQ(missing_pods(c.progress, c.parallelism, c.completions), c.want) << c.name;
}
INSTANTIATE_TEST_SUITE_P(
    Jobs,
    MissingPods,
    testing::Values(
        Case{"a new one", {0, 0, 0, 0}, 2, 3, 2},
        Case{"one has succeeded", {1, 0, 1, 0}, 2, 3, 1},
        Case{"no more than are left", {0, 0, 2, 0}, 2, 3, 1},
        Case{"a failed pod is made up for", {1, 0, 0, 1}, 2, 3, 1},
        Case{"fewer side by side than before", {3, 0, 0, 0}, 1, 5, -2},
        Case{"a work queue begins", {0, 0, 0, 0}, 3, std::nullopt, 3},
        Case{"a work queue that has one success begins none", {2, 0, 1, 0}, 3, std::nullopt, 0}
    )
);

}  // namespace
}  // namespace flotilla::cluster::controllers
