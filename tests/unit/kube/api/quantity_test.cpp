#include "flotilla/kube/api/quantity.hpp"

#include <cmath>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

struct Golden {
    std::string_view input;
    std::string_view canonical;
    std::optional<std::int64_t> value = std::nullopt;
    std::optional<std::int64_t> milli = std::nullopt;
};

class QuantityGolden : public testing::TestWithParam<Golden> {};

TEST_P(QuantityGolden, ReadsAndWritesLikeTheReferenceImplementation) {
    const Golden& golden = GetParam();
    const auto quantity = Quantity::parse(golden.input);
    ASSERT_THAT(quantity, IsOk()) << golden.input;
    EXPECT_EQ(quantity->text(), golden.canonical) << golden.input;
    EXPECT_EQ(quantity->value(), golden.value.value_or(quantity->value())) << golden.input;
    EXPECT_EQ(quantity->milli_value(), golden.milli.value_or(quantity->milli_value())) << golden.input;
    // The canonical text is a fixed point, and equal to what it was made of.
    const auto again = Quantity::parse(golden.canonical);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->text(), golden.canonical);
    EXPECT_EQ(*again, *quantity);
}

INSTANTIATE_TEST_SUITE_P(
    Kubernetes136,
    QuantityGolden,
    testing::Values(
        Golden{"1.5", "1500m", 2, 1500},
        Golden{"0.1", "100m", 1, 100},
        Golden{"1000m", "1", 1, 1000},
        Golden{"1000k", "1M", 1000000},
        Golden{".5", "500m"},
        Golden{"1.", "1"},
        Golden{"+1", "1"},
        Golden{"0.1m", "100u", 1, 1},
        Golden{"0.1n", "1n", 1, 1},
        Golden{"1.23456789123", "1234567892n", 2, 1235},
        Golden{"1.5Gi", "1536Mi", 1610612736},
        Golden{"-1.5Gi", "-1536Mi"},
        Golden{"1024Mi", "1Gi"},
        Golden{"2048Ki", "2Mi"},
        Golden{"1023Ki", "1023Ki"},
        Golden{"0.5Ki", "512", 512},
        Golden{"0.1Mi", "104857600m", 104858, 104857600},
        Golden{"0.0001Ki", "102400u", 1, 103},
        Golden{"100Ei", "9223372036854775807"},
        Golden{"0Ki", "0"},
        Golden{"1e3", "1e3"},
        Golden{"1E3", "1e3"},
        Golden{"12e6", "12e6"},
        Golden{"1500e3", "1500e3"},
        Golden{"5e1", "50"},
        Golden{"1e-1", "100e-3", 1, 100},
        Golden{"1E", "1E", 1000000000000000000},
        Golden{"1025", "1025"},
        Golden{"k", "0"},
        Golden{"e3", "0"},
        Golden{"0", "0", 0, 0},
        Golden{"250m", "250m", 1, 250},
        Golden{"-0.5", "-500m", -1, -500},
        Golden{"1000E", "1000E"},
        Golden{"00012", "12", 12},
        Golden{"1e+3", "1e3", 1000},
        Golden{"0.000000000000000001Ei", "1152921505n", 2}
    )
);

TEST(Quantity, AgreesWithUpstreamOnThousandsOfTexts) {
    std::ifstream file{FLOTILLA_TEST_DATA "/golden/kube/quantity.tsv"};  // tools/golden/kube
    std::string line;
    std::size_t count = 0;
    for (; std::getline(file, line); ++count) {
        std::istringstream fields{line};
        std::string input;
        std::string canonical;
        std::string value;
        std::string milli;
        std::getline(fields, input, '\t');
        fields >> canonical >> value >> milli;
        const auto quantity = Quantity::parse(input);
        EXPECT_EQ(quantity ? quantity->text() : "error", canonical) << input;
        if (quantity && value != "-") {
            EXPECT_EQ(std::to_string(quantity->value()), value) << input;
            EXPECT_EQ(std::to_string(quantity->milli_value()), milli) << input;
        }
    }
    EXPECT_EQ(count, 3'000U);
}

TEST(Quantity, RefusesWhatIsNoQuantity) {
    for (const std::string_view text :
         {"",    "1K",  "1 Gi",  "1i",  "1Mi1", "1e", "1.5.5", "1e1.5",
          "--1", "+-1", "1e+-3", "abc", "1Gim", "１", "0x10",  "1e99999999999999999999",
          "NaN", "Inf", " 1",    "1 "}) {
        EXPECT_THAT(Quantity::parse(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no quantity")))
            << text;
    }
    EXPECT_THAT(
        Quantity::parse(std::string_view{"1\0", 2}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no quantity"))
    );
}

TEST(Quantity, CapsWhatNobodyHas) {
    const auto huge = Quantity::parse("9" + std::string(10'000, '9'));
    ASSERT_THAT(huge, IsOk());
    EXPECT_EQ(huge->value(), INT64_MAX);
    EXPECT_EQ(Quantity::parse("-1e1000000000")->value(), INT64_MIN);
    EXPECT_EQ(Quantity::parse("1e-1000000000")->text(), "1e-9");
    EXPECT_EQ(*huge + *huge, *huge);
}

TEST(Quantity, ZeroTakesTheFamilyOfTheOtherSide) {
    const Quantity memory = Quantity::from_bytes(1536 << 20);
    EXPECT_EQ((Quantity{} + memory).text(), "1536Mi");
    EXPECT_EQ((memory + *Quantity::parse("1")).text(), "1610612737");
    EXPECT_EQ((*Quantity::parse("1") + memory).text(), "1610612737");
    EXPECT_EQ((*Quantity::parse("1M") + *Quantity::parse("1Mi")).text(), "2048576");
    EXPECT_EQ((memory - memory).text(), "0");
    EXPECT_EQ((-memory).text(), "-1536Mi");
}

TEST(Quantity, IsMadeOfMilliAndBytes) {
    EXPECT_EQ(Quantity::from_milli(250).text(), "250m");
    EXPECT_EQ(Quantity::from_milli(2000).text(), "2");
    EXPECT_EQ(Quantity::from_milli(INT64_MAX).milli_value(), INT64_MAX);
    EXPECT_EQ(Quantity::from_value(INT64_MIN).value(), INT64_MIN);
    EXPECT_EQ(Quantity::from_bytes(1 << 30).text(), "1Gi");
    EXPECT_DOUBLE_EQ(Quantity::from_milli(1500).approximate(), 1.5);
}

/// The oracle: a whole number of billionths, written with as many digits after the point.
std::string as_decimal(std::int64_t nanos) {
    const std::uint64_t magnitude =
        nanos < 0 ? 0 - static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
    return fmt::format(
        "{}{}.{:09}", nanos < 0 ? "-" : "", magnitude / 1'000'000'000, magnitude % 1'000'000'000
    );
}

TEST(Quantity, AgreesWithIntegerArithmetic) {
    for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        const auto number = [&random] { return static_cast<std::int64_t>(random()) >> (random() % 62 + 1); };
        const std::int64_t a = number();
        const std::int64_t b = number();
        const auto x = Quantity::parse(as_decimal(a));
        const auto y = Quantity::parse(as_decimal(b));
        ASSERT_TRUE(x && y);
        EXPECT_EQ(*x <=> *y, a <=> b);
        EXPECT_EQ((*x + *y), *Quantity::parse(as_decimal(a + b)));
        EXPECT_EQ((*x - *y), *Quantity::parse(as_decimal(a - b)));
        EXPECT_EQ(*Quantity::parse(x->text()), *x);
        const auto away = [](std::int64_t value, std::int64_t divisor) {
            return value / divisor + (value % divisor == 0 ? 0 : value > 0 ? 1 : -1);
        };
        EXPECT_EQ(x->value(), away(a, 1'000'000'000));
        EXPECT_EQ(x->milli_value(), away(a, 1'000'000));
    }
}

TEST(Quantity, EverySuffixMultiplies) {
    struct Suffix {
        std::string_view text;
        std::int64_t factor;
    };
    constexpr std::int64_t kKilo = 1000;
    for (const Suffix suffix :
         {Suffix{"k", kKilo},
          {"M", kKilo * kKilo},
          {"G", 1'000'000'000},
          {"T", 1'000'000'000'000},
          {"P", 1'000'000'000'000'000},
          {"E", 1'000'000'000'000'000'000},
          {"Ki", 1LL << 10},
          {"Mi", 1LL << 20},
          {"Gi", 1LL << 30},
          {"Ti", 1LL << 40},
          {"Pi", 1LL << 50},
          {"Ei", 1LL << 60}}) {
        const auto quantity = Quantity::parse(fmt::format("7{}", suffix.text));
        ASSERT_THAT(quantity, IsOk());
        EXPECT_EQ(quantity->value(), 7 * suffix.factor);
        EXPECT_EQ(quantity->text(), fmt::format("7{}", suffix.text));
    }
}

}  // namespace
}  // namespace flotilla::kube
