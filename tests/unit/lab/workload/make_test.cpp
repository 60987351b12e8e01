#include "flotilla/lab/workload/make.hpp"

#include <filesystem>

#include "flotilla/io/file.hpp"
#include "flotilla/lab/workload/config.hpp"
#include "flotilla/lab/workload/series_file.hpp"
#include "flotilla/sim/workload/catalog.hpp"

#include "support/matchers.hpp"
#include "support/temporary_folder.hpp"

namespace flotilla::lab::workload {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::TemporaryFolder;

std::vector<std::filesystem::path> shipped_configurations() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{FLOTILLA_DATA "/configs/workloads"}) {
        if (entry.path().extension() == ".json") {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

class Shipped : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Shipped, ConfigurationMakesASeries) {
    const auto text = io::read_file(GetParam());
    ASSERT_THAT(text, IsOk());
    const auto request = request_from_text(*text, GetParam().parent_path().string());
    ASSERT_THAT(request, IsOk());
    EXPECT_THAT(make_series(*request), IsOk());
}

INSTANTIATE_TEST_SUITE_P(
    Configurations,
    Shipped,
    testing::ValuesIn(shipped_configurations()),
    [](const auto& path) {
        std::string name = path.param.stem().string();
        std::replace(name.begin(), name.end(), '-', '_');
        return (path.param.parent_path().filename() == "traces" ? "trace_" : "type_") + name;
    }
);

TEST(Shipped, ThereIsAConfigurationForEveryType) {
    for (const auto& type : sim::workload::workload_catalog()) {
        EXPECT_TRUE(std::filesystem::exists(fmt::format(FLOTILLA_DATA "/configs/workloads/{}.json", type.name)
        )) << type.name;
    }
}

class OwnFile : public testing::TestWithParam<std::string> {};

TEST_P(OwnFile, IsReadBackAsItWas) {
    const TemporaryFolder folder;
    const auto request = request_from_text(GetParam(), "");
    ASSERT_THAT(request, IsOk());
    const auto series = make_series(*request);
    ASSERT_THAT(series, IsOk());
    folder.write("w/series.csv", to_csv(*series));
    for (const auto* path : {"w", "w/series.csv"}) {
        const auto read = read_series(folder.path(path));
        ASSERT_THAT(read, IsOk());
        EXPECT_EQ(read->kind, series->kind);
        EXPECT_EQ(read->step, series->step);
        EXPECT_EQ(read->start, series->start);
        EXPECT_EQ(read->origin.type, series->origin.type);
        EXPECT_EQ(read->origin.source, series->origin.source);
        EXPECT_EQ(read->missing, series->missing);
        ASSERT_EQ(read->values.size(), series->values.size());
        for (std::size_t i = 0; i < read->values.size(); ++i) {
            if (!std::binary_search(series->missing.begin(), series->missing.end(), i)) {
                EXPECT_NEAR(read->values[i], series->values[i], 1e-6 * series->values[i]);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    OwnFile,
    testing::Values(
        R"({"type": "step"})",
        R"({"type": "sinusoidal", "kind": "users", "step": "0.5s", "duration": "60s"})",
        R"({"type": "borg", "duration": "2h"})",
        R"({"type": "alibaba", "duration": "2h", "start": "2026-01-05T00:00:00Z"})",
        R"({"type": "twitter", "duration": "24h", "seed": 5})"
    )
);

TEST(OwnFile, KeepsItsMissingSteps) {
    const TemporaryFolder folder;
    auto request =
        request_from_text(R"({"type": "constant", "duration": "200s", "missing": 0.2})", "").value();
    auto series = make_series(request).value();
    std::erase_if(series.missing, [](std::size_t step) {
        return step == 0 || step == 199;
    });  // ends are not known to be missing
    const auto read = read_series(folder.write("a.csv", to_csv(series)));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->missing, series.missing);
}

TEST(MakeSeries, JoinsFilesWithGeneratedParts) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.csv", "t_s,rps\n0,5\n1,6\n2,7\n");
    const std::string type = fmt::format("csv(file={}) + constant(level=10)", file);
    auto request =
        request_from_text(fmt::format(R"({{"type": "{}", "step": "1s", "duration": "3s"}})", type), "");
    ASSERT_THAT(request, IsOk());
    const auto series = make_series(*request);
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, testing::ElementsAre(15, 16, 17));
    request->options.duration.reset();
    EXPECT_THAT(make_series(*request), FailsWith(ErrorCode::InvalidArgument, HasSubstr("need a duration")));
}

TEST(MakeSeries, ATypeWithoutFilesRefusesOne) {
    sim::workload::WorkloadRequest request;
    request.what.type = "step";
    request.what.parameters["file"] = "a.csv";
    EXPECT_THAT(
        make_series(request), FailsWith(ErrorCode::InvalidArgument, HasSubstr("type step takes no file"))
    );
}

TEST(MakeSeries, AFileIsNeverCalledSynthetic) {
    const TemporaryFolder folder;
    sim::workload::WorkloadRequest request;
    request.what.type = "autothrottle";
    request.what.parameters["file"] = folder.write("a.txt", "5\n6\n");
    EXPECT_EQ(make_series(request)->origin.source, "a.txt");
    request.what.parameters.clear();
    EXPECT_EQ(make_series(request)->origin.source, "synthetic");
}

}  // namespace
}  // namespace flotilla::lab::workload
