#include "flotilla/model/decision.hpp"

#include <gtest/gtest.h>

namespace flotilla::model {
namespace {

TEST(Reason, ReadsAsASentenceWithItsNumber) {
    EXPECT_EQ(
        to_text({.rule = Rule::Utilization, .subject = "cpu", .measured = 0.83}), "cpu at 0.83 of the request"
    );
    EXPECT_EQ(to_text({.rule = Rule::MetricStale, .subject = "rps"}), "kept: rps is stale");
    EXPECT_EQ(
        to_text({.rule = Rule::Lifted, .subject = "web", .measured = 2.0}),
        "lifted for its caller web, which grows 2 times"
    );
}

TEST(Reason, SaysWhatWasWishedBeforeTheBound) {
    const Reason reason{.rule = Rule::Drawn, .limit = Limit::Max, .wished = 14_replicas};
    EXPECT_EQ(to_text(reason), "drawn by lot; wished 14, held at max");
}

TEST(Decision, FindsAMemberByName) {
    const Decision decision{{{"web", 3_replicas, {}}, {"db", 1_replicas, {}}}};
    ASSERT_NE(decision.find("db"), nullptr);
    EXPECT_EQ(decision.find("db")->desired, 1_replicas);
    EXPECT_EQ(decision.find("auth"), nullptr);
}

}  // namespace
}  // namespace flotilla::model
