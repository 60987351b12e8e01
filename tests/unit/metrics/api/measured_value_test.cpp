#include "flotilla/metrics/api/measured_value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/metrics/api/request_path.hpp"

#include "support/matchers.hpp"

namespace flotilla::metrics {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;

Result<std::vector<MeasuredValue>> parsed(std::string_view text) {
    return parse_measured_values(*kube::parse_json(text));
}

TEST(MeasuredValues, TakesAMinuteWhereNoWindowIsNamed) {
    const auto values = parsed(
        R"({"items":[{"describedObject":{"kind":"Pod","name":"a"},"timestamp":"2026-11-24T05:00:00Z","value":"1500m"},
            {"timestamp":"2026-11-24T05:00:00Z","windowSeconds":30,"value":"2"}]})"
    );
    ASSERT_THAT(values, testing_support::IsOk());
    EXPECT_EQ(values->at(0).object, "a");
    EXPECT_EQ(values->at(0).window, std::chrono::minutes{1});
    EXPECT_EQ(values->at(0).value.milli_value(), 1500);
    EXPECT_EQ(values->at(1).window, std::chrono::seconds{30});
}

TEST(MeasuredValues, RefusesAValueThatIsNoQuantity) {
    EXPECT_THAT(
        parsed(R"({"items":[{"timestamp":"2026-11-24T05:00:00Z","value":"NaN"}]})"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("items[0]"))
    );
}

TEST(RequestPath, EncodesWhatIsNoPlainCharacter) {
    EXPECT_EQ(
        with_query("/pods", {{"labelSelector", "app=web,tier in (a)"}, {"empty", ""}}),
        "/pods?labelSelector=app%3Dweb%2Ctier%20in%20%28a%29"
    );
    EXPECT_EQ(encoded("*"), "*");
}

}  // namespace
}  // namespace flotilla::metrics
