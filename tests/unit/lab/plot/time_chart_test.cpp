#include "flotilla/lab/plot/time_chart.hpp"

#include <gmock/gmock.h>

#include "flotilla/lab/plot/canvas.hpp"

namespace flotilla::lab::plot {
namespace {

using testing::HasSubstr;
using testing::Not;

TimeChart chart_of(std::vector<double> values) {
    return {"a<b", "sub \"title\"", {{"requests/s", {{"line", std::chrono::seconds{1}, std::move(values)}}}}};
}

TEST(TimeChart, IsSelfContainedAndEscapesItsTexts) {
    const std::string svg = to_svg(chart_of({1, 2, 3}));
    EXPECT_THAT(svg, testing::StartsWith("<svg xmlns="));
    EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
    EXPECT_THAT(svg, HasSubstr("a&lt;b"));
    EXPECT_THAT(svg, HasSubstr("sub &quot;title&quot;"));
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(svg, Not(HasSubstr("href")));
}

TEST(TimeChart, DrawsEveryStepWhileThereIsRoomAndABandWhenThereIsNot) {
    EXPECT_THAT(to_svg(chart_of({1, 2, 3})), Not(HasSubstr("<polygon")));
    EXPECT_THAT(to_svg(chart_of(std::vector<double>(100000, 2.0))), HasSubstr("<polygon"));
}

TEST(TimeChart, StaysSmallWhateverTheLength) {
    EXPECT_LT(to_svg(chart_of(std::vector<double>(1'000'000, 2.0))).size(), 100'000U);
}

TEST(TimeChart, OfZerosHasNoNan) {
    const std::string svg = to_svg(chart_of({0, 0}));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(TimeChart, HasAKeyWhenThereAreSeveralLines) {
    TimeChart chart = chart_of({1, 2});
    EXPECT_THAT(to_svg(chart), Not(HasSubstr("class=\"key0\"")));
    chart.panels[0].lines.push_back({"other", std::chrono::seconds{1}, {2, 1}});
    EXPECT_THAT(to_svg(chart), testing::AllOf(HasSubstr("class=\"key1\""), HasSubstr(">other<")));
}

TEST(Ticks, AreRound) {
    EXPECT_DOUBLE_EQ(rounded_up(0.3), 0.5);
    EXPECT_DOUBLE_EQ(rounded_up(20), 20);
    EXPECT_DOUBLE_EQ(rounded_up(21), 50);
    EXPECT_EQ(tick_text(0), "0");
    EXPECT_EQ(tick_text(25000), "25k");
    EXPECT_EQ(tick_text(1.5e6), "1.5M");
}

}  // namespace
}  // namespace flotilla::lab::plot
