#include "flotilla/sim/workload/catalog.hpp"

#include <cmath>
#include <numeric>

#include "support/matchers.hpp"
#include "unit/sim/workload/requests.hpp"

/// What every type promises, over the whole catalog.
namespace flotilla::sim::workload {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr std::uint64_t kSeeds = 10;
constexpr std::size_t kSteps = 2880;

WorkloadRequest small_request(const WorkloadType& type, std::uint64_t seed) {
    WorkloadRequest request = request_for(std::string{type.name}, {}, seed);
    request.options.duration = type.usual_step * static_cast<Duration::rep>(kSteps);
    return request;
}

class EveryType : public testing::TestWithParam<WorkloadType> {
protected:
    template <class Body>
    void for_seeds(Body body) {
        for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
            SCOPED_TRACE(seed);
            body(small_request(GetParam(), seed));
        }
    }
};

std::vector<WorkloadType> generated_types() {
    std::vector<WorkloadType> types;
    for (const WorkloadType& type : workload_catalog()) {
        if (type.make != nullptr) {
            types.push_back(type);
        }
    }
    return types;
}

TEST_P(EveryType, HasExactlyItsStepsAndNothingNegative) {
    for_seeds([](const WorkloadRequest& request) {
        const auto series = generate(request);  // which checks finiteness and signs
        ASSERT_THAT(series, IsOk());
        EXPECT_EQ(series->values.size(), kSteps);
    });
}

TEST_P(EveryType, IsTheSameForOneSeed) {
    for_seeds([](const WorkloadRequest& request) {
        EXPECT_EQ(generate(request).value(), generate(request).value());
    });
}

TEST_P(EveryType, DiffersForAnotherSeedWhereChanceHasAPart) {
    WorkloadRequest request = small_request(GetParam(), 1);
    request.options.noise.kind = NoiseKind::Lognormal;
    const auto one = generate(request).value();
    request.seed = 2;
    EXPECT_NE(generate(request).value().values, one.values);
}

TEST_P(EveryType, HasTheMeanThatWasAsked) {
    for_seeds([](WorkloadRequest request) {
        request.options.mean = 123;
        const auto values = generate(request).value().values;
        const double mean =
            std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        EXPECT_NEAR(mean, 123, 1e-6);
    });
}

TEST_P(EveryType, HasThePeakThatWasAsked) {
    for_seeds([](WorkloadRequest request) {
        request.options.peak = 50;
        const auto values = generate(request).value().values;
        EXPECT_NEAR(*std::max_element(values.begin(), values.end()), 50, 1e-9);
    });
}

TEST_P(EveryType, SaysWhenItStandsInForADataSet) {
    const auto series = generate(small_request(GetParam(), 1)).value();
    EXPECT_EQ(
        series.origin.source, GetParam().stands_for == TypeClass::Synthesiser ? "synthetic" : "generated"
    );
}

TEST_P(EveryType, RefusesAParameterThatItDoesNotKnow) {
    WorkloadRequest request = small_request(GetParam(), 1);
    request.what.parameters["levle"] = "3";
    EXPECT_THAT(
        generate(request),
        FailsWith(
            ErrorCode::InvalidArgument,
            HasSubstr(fmt::format("type {}: parameter levle is unknown", GetParam().name))
        )
    );
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryType, testing::ValuesIn(generated_types()), [](const auto& type) {
    return std::string{type.param.name};
});

TEST(Catalog, IsInOrderOfTheNames) {
    const auto types = workload_catalog();
    EXPECT_TRUE(std::is_sorted(
        types.begin(),
        types.end(),
        [](const WorkloadType& left, const WorkloadType& right) { return left.name < right.name; }
    ));
}

TEST(Catalog, ListsTheTypesThatThereAre) {
    EXPECT_THAT(
        generate(request_for("stpe")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no workload type \"stpe\"; there are: "))
    );
}

}  // namespace
}  // namespace flotilla::sim::workload
