#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/metrics/source/prometheus.hpp"
#include "flotilla/metrics/source/series_csv.hpp"

#include "support/matchers.hpp"

namespace flotilla::metrics {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr WallTime kStart{seconds{1'764'000'000}};

TEST(RangeAnswer, KeepsGapsAsGaps) {
    const auto series = parse_range_answer(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","pod":"a"},
            "values":[[1764000000,"1.5"],[1764000015,"NaN"],[1764000030.25,"0"],[1764000045,"+Inf"]]}]}})"
    );
    ASSERT_THAT(series, IsOk());
    ASSERT_EQ(series->size(), 1U);
    EXPECT_EQ(series_name(series->at(0)), "up{pod=\"a\"}");
    const std::vector<Point> wanted{{kStart, 1.5}, {kStart + milliseconds{30250}, 0}};
    EXPECT_EQ(series->at(0).points, wanted);
    EXPECT_EQ(series->at(0).points[0].age(kStart + seconds{9}), seconds{9});
}

TEST(RangeAnswer, TellsABadQueryFromAServerThatFails) {
    EXPECT_THAT(
        parse_range_answer(R"({"status":"error","errorType":"bad_data","error":"parse error"})"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parse error"))
    );
    EXPECT_THAT(
        parse_range_answer(R"({"status":"error","errorType":"timeout","error":"too slow"})"),
        FailsWith(ErrorCode::Unavailable, HasSubstr("too slow"))
    );
    EXPECT_THAT(parse_range_answer("<html>"), FailsWith(ErrorCode::Unavailable, HasSubstr("no JSON")));
    EXPECT_THAT(
        parse_range_answer(
            R"({"status":"success","data":{"resultType":"matrix","result":[{"values":[[1,2]]}]}})"
        ),
        FailsWith(ErrorCode::Unavailable, HasSubstr("no [time"))
    );
}

TEST(SeriesCsv, IsReadBackAsItWasWritten) {
    const std::vector<Series> series{
        {{{"__name__", "a"}}, {{kStart, 1}, {kStart + seconds{15}, 0.1}}},
        {{{"__name__", "b"}}, {{kStart + milliseconds{7500}, -2e-9}}},
    };
    const std::string csv = to_csv(series);
    EXPECT_EQ(
        csv,
        "time,a,b\n2025-11-24T16:00:00Z,1,\n2025-11-24T16:00:07.500Z,,-2e-09\n2025-11-24T16:00:15Z,0.1,\n"
    );
    EXPECT_EQ(*parse_csv(csv), series);
}

TEST(SeriesCsv, QuotesNamesWithCommas) {
    const std::vector<Series> series{{{{"a", "1"}, {"b", "2"}}, {{kStart, 1}}}};
    EXPECT_THAT(to_csv(series), HasSubstr("time,\"{a=\"\"1\"\",b=\"\"2\"\"}\"\n"));
    EXPECT_EQ(series_name(parse_csv(to_csv(series))->at(0)), "{a=\"1\",b=\"2\"}");
}

TEST(SeriesCsv, NamesTheLineThatIsWrong) {
    const std::string head = "time,a\n2025-11-24T16:00:00Z,1\n";
    for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
             {"a,b\n", "line 1"},
             {head + "2025-11-24T16:00:15Z\n", "line 3: 1 cells"},
             {head + "yesterday,1\n", "no time"},
             {head + "2025-11-24T16:00:00Z,1\n", "not after"},
             {head + "2025-11-24T16:00:15Z,NaN\n", "no finite number"},
             {head + "2025-11-24T16:00:15Z,1x\n", "no finite number"},
             {"time,\"a\n", "quotation"},
             {"", "no column"},
         }) {
        EXPECT_THAT(parse_csv(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr(part))) << text;
    }
}

}  // namespace
}  // namespace flotilla::metrics
