#include "flotilla/lab/compare/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::lab::compare {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison small() {
    Comparison comparison;
    comparison.name = "</script><b>Shop</b>";
    PolicyOutcome hpa;
    hpa.name = "hpa";
    hpa.is_hpa = true;
    hpa.tuning = {{{{"target", "50"}}, 3, 0.008, true}};
    hpa.test.cores = {3, 2.5, 3.5};
    comparison.policies = {hpa};
    comparison.runs = {{"hpa", {{"target", "50"}}, "a, b", Split::Test, 11, {}}};
    SeriesOfRun series;
    series.workload = "bursty";
    series.policies["hpa"].latency_ms = {120.1234, std::nullopt};
    comparison.series = {series};
    return comparison;
}

TEST(Json, HoldsTheFiguresAndAbsenceAsNull) {
    const kube::Json json = kube::parse_json(to_json(small())).value();
    EXPECT_EQ(json.at("format").as_string(), "flotilla.comparison/v1");
    EXPECT_EQ(json.at("policies").at(0).at("test").at("cores").at("low").to_number<double>(), 2.5);
    EXPECT_EQ(json.at("budget").at("test_runs").to_number<int>(), 1);
    const auto& latency = json.at("series").at(0).at("policies").at("hpa").at("latency_ms").as_array();
    EXPECT_EQ(latency.at(0).to_number<double>(), 120.123);
    EXPECT_TRUE(latency.at(1).is_null());
    EXPECT_EQ(json.at("focus").at(0).as_string(), "hpa");
}

TEST(Csv, QuotesWhatHoldsCommas) {
    EXPECT_THAT(to_csv(small().runs), HasSubstr("\nhpa,target=50,\"a, b\",test,11,"));
}

TEST(Page, NeedsNothingElseAndNoNameInItEndsItsScript) {
    const std::string page = to_page(small());
    EXPECT_THAT(page, Not(HasSubstr("{{")));
    EXPECT_THAT(page, Not(HasSubstr("</script><b>")));
    EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
    EXPECT_THAT(page, HasSubstr("<\\/script><b>Shop"));
}

TEST(Table, HasALineForEachPolicy) {
    EXPECT_THAT(to_table(small()), HasSubstr("\nhpa                   3.00"));
}

}  // namespace
}  // namespace flotilla::lab::compare
