#include "flotilla/lab/workload/report.hpp"

#include "flotilla/lab/workload/series_file.hpp"

#include "support/matchers.hpp"

namespace flotilla::lab::workload {
namespace {

using testing::HasSubstr;

model::WorkloadSeries usage() {
    model::WorkloadSeries series;
    series.kind = model::SeriesKind::Usage;
    series.step = std::chrono::minutes{5};
    series.values = {250, 300.5, 0};
    series.memory_mb = {512, 513, 514};
    series.missing = {1};
    series.start = parse_time("2026-01-05T00:00:00Z").value();
    series.origin.type = "borg";
    series.origin.source = "synthetic";
    return series;
}

TEST(SeriesFile, HasItsHeaderHeadAndARowAStep) {
    EXPECT_EQ(
        to_csv(usage()),
        "# flotilla-workload "
        "{\"type\":\"borg\",\"source\":\"synthetic\",\"seed\":0,\"kind\":\"usage\",\"unit\":\"millicores, "
        "MB\",\"step_s\":300,\"parameters\":{},\"start\":\"2026-01-05T00:00:00.000000Z\"}\n"
        "timestamp,cpu_millicores,ram_mb\n"
        "2026-01-05T00:00:00Z,250,512\n"
        "2026-01-05T00:05:00Z,,\n"
        "2026-01-05T00:10:00Z,0,514\n"
    );
}

TEST(SeriesFile, CountsSecondsFromTheStartForArrivals) {
    model::WorkloadSeries series;
    series.step = std::chrono::milliseconds{500};
    series.values = {1, 2.25};
    EXPECT_THAT(to_csv(series), HasSubstr("\nt_s,rps\n0,1\n0.5,2.25\n"));
}

TEST(Report, SaysWhenASeriesIsSynthetic) {
    EXPECT_THAT(described(usage()), HasSubstr("synthetic, not the data set itself"));
}

TEST(Report, HasASeriesConfigurationPlotAndSummary) {
    sim::workload::WorkloadRequest request;
    request.what.type = "borg";
    const auto files = output_files(request, usage());
    EXPECT_THAT(
        files,
        testing::ElementsAre(
            testing::Key("config.json"),
            testing::Key("plot.svg"),
            testing::Key("series.csv"),
            testing::Key("summary.json")
        )
    );
    EXPECT_THAT(files.at("summary.json"), HasSubstr("\"source\":\"synthetic\""));
    EXPECT_THAT(files.at("summary.json"), HasSubstr("\"missing_steps\":1"));
    EXPECT_THAT(files.at("plot.svg"), HasSubstr("memory, MB"));
}

TEST(Report, ComparesSeriesInOneTable) {
    const auto statistics = sim::workload::statistics_of({1, 2, 3}, std::chrono::seconds{1});
    const std::string table = to_table({{"left", statistics}, {"right", statistics}});
    EXPECT_THAT(table, HasSubstr("left"));
    EXPECT_THAT(table, HasSubstr("max/mean                      1.5              1.5"));
}

}  // namespace
}  // namespace flotilla::lab::workload
