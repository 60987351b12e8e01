#include "flotilla/load/report.hpp"

#include <gmock/gmock.h>

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Record a_record() {
    Recorder recorder{{"home", "cart"}, 1s};
    const auto one = [&](Intent intent, Duration end, Failure failure, int status) {
        recorder.sent(intent, intent.due);
        recorder.ended(intent, end, {failure, status, TimePoint{}});
    };
    one({500ms, 0, 0}, 600ms, Failure::None, 200);  // in the warm-up: not counted
    recorder.close_interval(1s, 2);
    one({1s, 0, 0}, 1010ms, Failure::None, 200);
    one({1s, 1, 0}, 1030ms, Failure::None, 302);
    one({1s, 1, 1}, 1001ms, Failure::None, 503);
    one({1s, 1, 1}, 1999ms, Failure::Timeout, 0);
    recorder.close_interval(2s, 2);
    return std::move(recorder).finish(2s);
}

TEST(Record, CountsOnlyWhatFellDueAfterTheWarmUp) {
    const Tally total = a_record().total();
    EXPECT_EQ(total.sent, 4U);
    EXPECT_EQ(total.good, 2U);
    EXPECT_EQ(total.failed(), 2U);
    EXPECT_EQ(total.sent, total.ended());
    EXPECT_EQ(total.latency.count(), 2U);  // failures have no latency: a quick refusal must not look good
    EXPECT_EQ(total.latency.max(), Duration{30ms});
}

TEST(Report, ShowsALineForEachRequestAndWhatFailed) {
    const std::string table = to_table({"http://x", "closed", "users 2", 7}, a_record());
    EXPECT_THAT(table, HasSubstr("closed loop, users 2, 1.0 s measured after 1.0 s, seed 7: http://x"));
    EXPECT_THAT(table, testing::ContainsRegex("home +2 +0 +2.0 +20.00"));
    EXPECT_THAT(table, testing::ContainsRegex("all +4 +2 +2.0"));
    EXPECT_THAT(table, HasSubstr("failed: 50.00 % (1 timeout, 1 status 5xx)"));
}

TEST(Report, WritesJsonAndCsv) {
    const Record record = a_record();
    const std::string json = to_json({"http://x", "open", "rate 4", 7}, record);
    EXPECT_THAT(json, HasSubstr(R"("all":{"sent":4,"good":2,"failed":2)"));
    EXPECT_THAT(json, HasSubstr(R"("timeout":1)"));
    EXPECT_THAT(json, HasSubstr(R"("5xx":1)"));
    EXPECT_EQ(
        to_csv(record),
        "t_s,level,sent,good,failed,under_way,p50_ms,p95_ms,p99_ms,max_ms\n"
        "0.000,2,1,1,0,0,100.000,100.000,100.000,100.000\n"
        "1.000,2,4,2,2,0,10.008,30.000,30.000,30.000\n"
    );
}

TEST(Report, HasALiveLine) {
    EXPECT_EQ(
        to_live_line(a_record().intervals[1], "closed", 60s),
        "    2/60 s  users 2       2.0 good/s  2 failed  0 under way  p50 10.0  p95 30.0  p99 30.0 ms"
    );
}

}  // namespace
}  // namespace flotilla::load
