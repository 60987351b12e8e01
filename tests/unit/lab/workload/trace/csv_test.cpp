#include "support/temporary_folder.hpp"
#include "unit/lab/workload/archives.hpp"
#include "unit/lab/workload/trace/loading.hpp"

namespace flotilla::lab::workload {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::TemporaryFolder;

class Csv : public testing::Test {
protected:
    Result<model::WorkloadSeries> load(
        std::string_view text, Texts parameters = {}, Duration step = Duration{0}
    ) {
        parameters.try_emplace("value-column", "2");
        parameters.try_emplace("unit", "rps");
        parameters.try_emplace("time-unit", "s");
        parameters["file"] = folder_.write("a.csv", text);
        return load_type("csv", parameters, step);
    }
    TemporaryFolder folder_;
};

TEST_F(Csv, HasTheStepOfItsRowsAndAValueEach) {
    const auto series = load("t,v\n0,10\n5,20\n10,30\n");
    ASSERT_THAT(series, IsOk());
    EXPECT_EQ(series->step, seconds{5});
    EXPECT_EQ(series->kind, model::SeriesKind::Rps);
    EXPECT_THAT(series->values, ElementsAre(10, 20, 30));
    EXPECT_THAT(series->missing, IsEmpty());
}

TEST_F(Csv, TakesColumnsByNameOrByNumberWithOrWithoutAHead) {
    EXPECT_THAT(load("a,b,c\n0,1,2\n1,3,4\n", {{"value-column", "c"}})->values, ElementsAre(2, 4));
    EXPECT_THAT(load("0,1,2\n1,3,4\n", {{"value-column", "3"}})->values, ElementsAre(2, 4));
    EXPECT_THAT(load("5,0\n6,1\n", {{"value-column", "1"}, {"time-column", "2"}})->values, ElementsAre(5, 6));
}

TEST_F(Csv, CountsBecomeRatesByTheDistanceOfTheRows) {
    EXPECT_THAT(load("t,v\n0,50\n5,100\n10,0\n", {{"unit", "count"}})->values, ElementsAre(10, 20, 0));
}

TEST_F(Csv, ConvertsCoresAndPercentToMillicoresAndBytesToMegabytes) {
    const auto cores = load(
        "t,v,m\n0,0.5,1048576\n1,2,2097152\n", {{"unit", "cores"}, {"ram-column", "m"}, {"ram-unit", "bytes"}}
    );
    ASSERT_THAT(cores, IsOk());
    EXPECT_EQ(cores->kind, model::SeriesKind::Usage);
    EXPECT_THAT(cores->values, ElementsAre(500, 2000));
    EXPECT_THAT(cores->memory_mb, ElementsAre(1, 2));
    EXPECT_THAT(
        load("t,v\n0,50\n1,100\n", {{"unit", "percent"}, {"limit-millicores", "4000"}})->values,
        ElementsAre(2000, 4000)
    );
}

TEST_F(Csv, CalendarTimesGiveTheStart) {
    const auto series = load("timestamp,value\n2014-04-10 00:04:00,91\n2014-04-10 00:09:00,94\n");
    ASSERT_THAT(series, IsOk());
    EXPECT_EQ(series->step, seconds{300});
    EXPECT_EQ(format_time(series->start.value()), "2014-04-10T00:04:00Z");
}

TEST_F(Csv, IsResampledByTheMeanOverTimeOrByTheMaximum) {
    const auto* text = "0,10\n1,20\n2,30\n3,50\n";
    EXPECT_THAT(load(text, {}, seconds{2})->values, ElementsAre(15, 40));
    EXPECT_THAT(load(text, {{"combine", "max"}}, seconds{2})->values, ElementsAre(20, 50));
    EXPECT_THAT(load("0,10\n2,20\n", {}, seconds{1})->values, ElementsAre(10, 10, 20, 20));
}

TEST_F(Csv, AValueHoldsUntilTheNextRowWhenRowsAreIrregular) {
    EXPECT_THAT(load("0,10\n1,20\n3,30\n4,40\n", {}, seconds{1})->values, ElementsAre(10, 20, 20, 30, 40));
}

TEST_F(Csv, LongGapsAreMissingAndReportedUnlessFillingIsAsked) {
    const auto* text = "0,10\n1,20\n10,30\n11,40\n";
    const auto gappy = load(text);
    ASSERT_THAT(gappy, IsOk());
    EXPECT_EQ(gappy->values.size(), 12U);
    EXPECT_THAT(gappy->missing, ElementsAre(2, 3, 4, 5, 6, 7, 8, 9));
    EXPECT_THAT(
        gappy->origin.notes, ElementsAre(HasSubstr("1 gaps of more than 3 steps: 8 steps are missing"))
    );
    const auto filled = load(text, {{"fill", "true"}});
    EXPECT_THAT(filled->missing, IsEmpty());
    EXPECT_EQ(filled->values[5], 20);
    EXPECT_THAT(filled->origin.notes, ElementsAre(HasSubstr("filled with what was before")));
}

TEST_F(Csv, AnEmptyCellIsASampleThatWasNotTaken) {
    const auto series = load("0,10\n1,\n2,\n3,\n4,\n5,50\n");
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(10, 10, 10, 10, 10, 50));
    EXPECT_THAT(series->missing, ElementsAre(1, 2, 3, 4));
}

struct BadRow {
    std::string_view name;
    std::string_view row;
    std::string_view why;
};
class BadRows : public Csv, public testing::WithParamInterface<BadRow> {};

TEST_P(BadRows, AreRefusedWithTheirLineOrCountedWhenLenient) {
    const std::string text = fmt::format("t,v\n0,10\n1,20\n{}\n2,30\n", GetParam().row);
    EXPECT_THAT(
        load(text),
        FailsWith(
            ErrorCode::InvalidArgument,
            testing::AllOf(HasSubstr("a.csv, line 4: "), HasSubstr(std::string{GetParam().why}))
        )
    );
    const auto lenient = load(text, {{"lenient", "true"}});
    ASSERT_THAT(lenient, IsOk());
    EXPECT_THAT(lenient->values, ElementsAre(10, 20, 30));
    EXPECT_THAT(lenient->origin.notes, ElementsAre(HasSubstr("1 rows were left out")));
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    BadRows,
    testing::Values(
        BadRow{"TooFewColumns", "1.5", "1 columns instead of 2"},
        BadRow{"TooManyColumns", "1.5,1,2", "3 columns instead of 2"},
        BadRow{"NotANumber", "1.5,many", "\"many\" is not a number of 0 or more"},
        BadRow{"NaN", "1.5,nan", "\"nan\" is not a number"},
        BadRow{"Infinite", "1.5,inf", "\"inf\" is not a number"},
        BadRow{"Negative", "1.5,-1", "\"-1\" is not a number of 0 or more"},
        BadRow{"SameTime", "1,25", "its time is that of the row before"},
        BadRow{"TimeGoesBack", "0.5,25", "its time goes back"},
        BadRow{"NoTime", "soon,25", "\"soon\" is not a time"},
        BadRow{"FarTime", "1e30,25", "\"1e30\" is not a time"},
        BadRow{"CalendarAmongNumbers", "2014-04-10 00:04:00,25", "is not a time"}
    ),
    [](const auto& tested) { return std::string{tested.param.name}; }
);

TEST_F(Csv, UnitsAreNeverGuessed) {
    const auto asks = [](std::string_view text) {
        return FailsWith(ErrorCode::InvalidArgument, HasSubstr(std::string{text}));
    };
    const std::string file = folder_.write("b.csv", "t,v\n0,1\n1,2\n");
    EXPECT_THAT(load_type("csv", {{"file", file}}), asks("Give value-column: one of t, v"));
    EXPECT_THAT(load_type("csv", {{"file", file}, {"value-column", "v"}}), asks("Give unit: rps, count"));
    EXPECT_THAT(
        load_type("csv", {{"file", file}, {"value-column", "v"}, {"unit", "rps"}}), asks("give time-unit")
    );
    EXPECT_THAT(load("t,v\n0,1\n", {{"unit", "percent"}}), asks("percent of what? Give limit-millicores"));
    EXPECT_THAT(load("5\n6\n", {{"value-column", "1"}}), asks("give row-step"));
    EXPECT_THAT(
        load("t,v\n0,1\n1,2\n", {{"value-column", "w"}}),
        asks("value-column \"w\": the first row has the columns t, v")
    );
    EXPECT_THAT(load("t,v\n0,1\n1,2\n", {{"unit", "qps"}}), asks("parameter unit: \"qps\" is not one of"));
    EXPECT_THAT(load("t,v\n0,1\n1,2\n", {{"colunm", "3"}}), asks("parameter colunm is unknown"));
}

TEST_F(Csv, EmptyAndSingleRowsAreNoSeries) {
    EXPECT_THAT(load(""), FailsWith(ErrorCode::InvalidArgument, HasSubstr("it is empty")));
    EXPECT_THAT(load("t,v\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("not one row")));
    EXPECT_THAT(load("0,1\n"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("one row has no distance")));
}

TEST_F(Csv, ATimeTooFarAwayIsRefusedBeforeMemoryIsTaken) {
    EXPECT_THAT(
        load("0,1\n1,2\n8000000000,3\n9000000000,4\n"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("more than 3000000 steps of 1s"))
    );
}

TEST_F(Csv, CutOffGzipIsAnErrorAndLenientlyWhatComesBefore) {
    std::string text = "t,v\n";
    for (int i = 0; i < 5000; ++i) {
        text += fmt::format("{},{}\n", i, i * 7919 % 1009);
    }
    const std::string zipped = gzip(text);
    const std::string cut = zipped.substr(0, zipped.size() / 2);
    EXPECT_THAT(load(cut), FailsWith(ErrorCode::InvalidArgument, HasSubstr("cut off")));
    const auto lenient = load(cut, {{"lenient", "true"}});
    ASSERT_THAT(lenient, IsOk());
    EXPECT_GT(lenient->values.size(), 1000U);
    EXPECT_LT(lenient->values.size(), 5000U);
}

TEST_F(Csv, ADurationCutsAFileAndIsNotMadeUp) {
    sim::workload::WorkloadRequest request;
    request.what.type = "csv";
    request.what.parameters = {
        {"file", folder_.write("a.csv", "0,1\n1,2\n2,3\n")},
        {"value-column", "2"},
        {"unit", "rps"},
        {"time-unit", "s"}
    };
    request.options.duration = seconds{2};
    EXPECT_THAT(make_series(request)->values, ElementsAre(1, 2));
    request.options.skip = seconds{1};
    EXPECT_THAT(make_series(request)->values, ElementsAre(2, 3));
    request.options.duration = seconds{4};
    EXPECT_THAT(
        make_series(request),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("holds 3 steps, 5 are asked for"))
    );
}

TEST_F(Csv, TenMillionRowsAreReadIntoTheirMinutes) {
    class Rows : public ByteSource {
    public:
        Result<std::size_t> read(std::span<char> into) override {
            std::size_t filled = 0;
            while (row_ < 10'000'000 && filled + 32 < into.size()) {
                const auto* end = fmt::format_to(into.data() + filled, "{},{}\n", row_, row_ % 10);
                filled = static_cast<std::size_t>(end - into.data());
                ++row_;
            }
            return filled;
        }

    private:
        int row_ = 0;
    };
    RecordReader rows{std::make_unique<Rows>(), "rows", false};
    LevelBins bins{std::chrono::minutes{1}};
    while (rows.next().value()) {
        const Duration at = seconds{static_cast<std::int64_t>(*parse_cell(rows.cells()[0]))};
        ASSERT_THAT(bins.add(at, at + seconds{1}, *parse_cell(rows.cells()[1])), IsOk());
    }
    std::size_t first = 0;
    const auto shape = bins.finished({}, false, first);
    ASSERT_THAT(shape, IsOk());
    EXPECT_EQ(shape->values.size(), 166667U);
    EXPECT_NEAR(shape->values[1000], 4.5, 1e-9);
}

}  // namespace
}  // namespace flotilla::lab::workload
