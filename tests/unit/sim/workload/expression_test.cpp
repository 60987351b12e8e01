#include "flotilla/sim/workload/request.hpp"

#include "support/matchers.hpp"

namespace flotilla::sim::workload {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

TEST(Expression, ATypeMayHaveParameters) {
    const auto part = parse_expression(" step ( levels=[10, 50,20], hold = 5m ) ");
    ASSERT_THAT(part, testing_support::IsOk());
    EXPECT_EQ(part->type, "step");
    EXPECT_EQ(part->parameters, (std::map<std::string, std::string>{{"levels", "10,50,20"}, {"hold", "5m"}}));
    EXPECT_EQ(part->join, Join::None);
}

TEST(Expression, TimesBindsStrongerThanPlusAndPlusStrongerThanThen) {
    const auto part = parse_expression("a + b * c then d");
    ASSERT_THAT(part, testing_support::IsOk());
    EXPECT_EQ(part->join, Join::Then);
    ASSERT_EQ(part->parts.size(), 2U);
    EXPECT_EQ(part->parts[0].join, Join::Sum);
    EXPECT_EQ(part->parts[0].parts[1].join, Join::Product);
    EXPECT_EQ(part->parts[1].type, "d");
}

TEST(Expression, ItsTextIsReadBackAsTheSame) {
    for (const auto* text :
         {"constant",
          "step(hold=5m, levels=[10,50])",
          "sinusoidal(mean=50) + flash_crowd",
          "(a + b) * c",
          "a then 3: b then c",
          "2: a mix 0.5: (b * c)",
          "thena + mixer"}) {
        const auto part = parse_expression(text);
        ASSERT_THAT(part, testing_support::IsOk()) << text;
        EXPECT_THAT(parse_expression(to_text(*part)), IsOkAnd(testing::Eq(*part))) << to_text(*part);
    }
}

TEST(Expression, WhatIsWrongIsNamedWithItsPlace) {
    const auto at = [](int place, std::string_view wanted) {
        return FailsWith(
            ErrorCode::InvalidArgument,
            testing::AllOf(HasSubstr(fmt::format("at character {}", place)), HasSubstr(std::string{wanted}))
        );
    };
    EXPECT_THAT(parse_expression(""), at(1, "a workload type"));
    EXPECT_THAT(parse_expression("step +"), at(7, "a workload type"));
    EXPECT_THAT(parse_expression("step step"), at(6, "an operator"));
    EXPECT_THAT(parse_expression("(step"), at(6, "a closing parenthesis"));
    EXPECT_THAT(parse_expression("step(hold)"), at(10, "a parameter, as in mean=50"));
    EXPECT_THAT(parse_expression("step(hold=1,hold=2)"), at(19, "hold only once"));
    EXPECT_THAT(parse_expression("step(hold=1"), at(12, "a comma or a closing parenthesis"));
    EXPECT_THAT(parse_expression("0: step"), at(1, "a weight above 0"));
    EXPECT_THAT(parse_expression("-1: step"), at(1, "a weight above 0"));
    EXPECT_THAT(parse_expression("nan: step"), at(1, "a weight above 0"));
}

TEST(Expression, DoesNotDescendWithoutEnd) {
    EXPECT_THAT(
        parse_expression(std::string(100000, '(')),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("fewer parentheses"))
    );
}

}  // namespace
}  // namespace flotilla::sim::workload
