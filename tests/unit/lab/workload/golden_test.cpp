#include "flotilla/io/file.hpp"
#include "flotilla/lab/workload/make.hpp"
#include "flotilla/lab/workload/series_file.hpp"
#include "flotilla/sim/workload/catalog.hpp"

#include "support/matchers.hpp"

namespace flotilla::lab::workload {
namespace {

std::vector<sim::workload::WorkloadType> generated_types() {
    std::vector<sim::workload::WorkloadType> types;
    for (const auto& type : sim::workload::workload_catalog()) {
        if (type.make != nullptr) {
            types.push_back(type);
        }
    }
    return types;
}

class Golden : public testing::TestWithParam<sim::workload::WorkloadType> {};

/// What tools/golden/workloads wrote. A seed means the same series in every version.
TEST_P(Golden, SeriesOfSeedOneIsWhatItAlwaysWas) {
    sim::workload::WorkloadRequest request;
    request.what.type = GetParam().name;
    request.options.step = std::chrono::minutes{5};
    request.options.duration = std::chrono::hours{4};
    const auto series = make_series(request);
    ASSERT_THAT(series, testing_support::IsOk());
    const auto recorded =
        io::read_file(fmt::format(FLOTILLA_TEST_DATA "/golden/workloads/{}.csv", GetParam().name));
    EXPECT_THAT(recorded, testing_support::IsOkAnd(to_csv(*series)));
}

INSTANTIATE_TEST_SUITE_P(Types, Golden, testing::ValuesIn(generated_types()), [](const auto& type) {
    return std::string{type.param.name};
});

}  // namespace
}  // namespace flotilla::lab::workload
