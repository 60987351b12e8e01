#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "flotilla/sim/workload/azure_population.hpp"
#include "flotilla/sim/workload/statistics.hpp"
#include "flotilla/sim/workload/type/borg.hpp"

#include "support/matchers.hpp"
#include "unit/sim/workload/requests.hpp"

/// Figures that publications or recorded files state, and the range that a synthesiser has over thirty seeds:
/// the stated value must lie within its middle 95 %.
namespace flotilla::sim::workload {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kSeeds = 30;

struct Spread {
    double low = 0;
    double high = 0;
};

/// From the 2.5th to the 97.5th percentile over the seeds.
Spread over_seeds(const std::function<double(std::uint64_t)>& figure) {
    std::vector<double> values;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        values.push_back(figure(seed));
    }
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        const double place = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
    };
    return {at(0.025), at(0.975)};
}

/// For docs/reference/workloads.md: --gtest_output=json:FILE has it.
void note(const std::string& stated, const Spread& spread) {
    testing::Test::RecordProperty(
        "stated " + stated, fmt::format("{:.3g} to {:.3g}", spread.low, spread.high)
    );
}

MATCHER_P(Contains95, stated, "has a middle 95 % with " + testing::PrintToString(stated)) {
    note(fmt::format("{}", stated), arg);
    *result_listener << arg.low << " to " << arg.high;
    return arg.low <= stated && stated <= arg.high;
}
/// For a figure that is stated as a range: both overlap.
MATCHER_P2(
    Overlaps, low, high, "overlaps " + testing::PrintToString(low) + " to " + testing::PrintToString(high)
) {
    note(fmt::format("{} to {}", low, high), arg);
    *result_listener << arg.low << " to " << arg.high;
    return arg.low <= high && low <= arg.high;
}
MATCHER_P2(
    LiesWithin,
    low,
    high,
    "lies within " + testing::PrintToString(low) + " and " + testing::PrintToString(high)
) {
    note(fmt::format("{} to {}", low, high), arg);
    *result_listener << arg.low << " to " << arg.high;
    return low <= arg.low && arg.high <= high;
}

struct Setting {
    std::string type;
    std::map<std::string, std::string> parameters = {};
    Duration step{0};
    Duration duration{0};
    double time_compress = 1;
};

model::WorkloadSeries series_of(const Setting& setting, std::uint64_t seed) {
    WorkloadRequest request = request_for(setting.type, setting.parameters, seed);
    request.options.step = setting.step;
    request.options.duration = setting.duration;
    request.options.time_compress = setting.time_compress;
    if (setting.type == "azure") {
        request.options.kind = model::SeriesKind::Usage;
    }
    return generate(request).value();
}

Spread spread(const Setting& setting, const std::function<double(const SeriesStatistics&)>& figure) {
    return over_seeds([&](std::uint64_t seed) {
        const auto series = series_of(setting, seed);
        return figure(statistics_of(series.values, series.step));
    });
}

double cv(const SeriesStatistics& of) {
    return of.cv;
}
double max_over_mean(const SeriesStatistics& of) {
    return of.max_over_mean;
}
double lag_one(const SeriesStatistics& of) {
    return of.lag_one.value();
}

// data/traces/scalereval/wiki.csv: a day's shape within an hour of seconds.
TEST(Wikipedia, IsLikeTheSharedHour) {
    const Setting hour{"wikipedia", {}, seconds{1}, hours{1}, 24};
    EXPECT_THAT(spread(hour, cv), Contains95(0.29));
    EXPECT_THAT(spread(hour, max_over_mean), Contains95(1.67));
    EXPECT_THAT(spread(hour, lag_one), Contains95(0.95));
}

// data/traces/autothrottle.
TEST(Autothrottle, DiurnalIsLikeTheRecordedHour) {
    const Setting hour{"autothrottle", {{"profile", "diurnal"}}, seconds{1}, hours{1}};
    EXPECT_THAT(spread(hour, cv), Contains95(0.24));
    EXPECT_THAT(spread(hour, max_over_mean), Contains95(1.47));
}

TEST(Autothrottle, BurstyIsLikeTheRecordedHour) {
    const Setting hour{"autothrottle", {{"profile", "bursty"}}, seconds{1}, hours{1}};
    EXPECT_THAT(spread(hour, cv), Contains95(0.51));
    EXPECT_THAT(spread(hour, max_over_mean), Contains95(2.43));
}

// data/traces/nab/Twitter_volume_*.csv, 55 days of five minutes. Calm: without spikes.
TEST(Twitter, IsLikeTheRecordedMentionsOnCalmDays) {
    const Setting calm{"twitter", {{"spikes-per-day", "0"}}, minutes{5}, hours{24 * 55}};
    EXPECT_THAT(spread(calm, [](const auto& of) { return of.profile_max.value(); }), Overlaps(1.9, 2.0));
    EXPECT_THAT(spread(calm, [](const auto& of) { return of.profile_min.value(); }), Overlaps(0.3, 0.5));
    EXPECT_THAT(spread(calm, [](const auto& of) { return of.hurst.value(); }), Overlaps(0.75, 0.86));
    EXPECT_THAT(spread(calm, cv), Contains95(0.6));
}

TEST(Twitter, ItsSpikesAreThirtyToAHundredAndFiftyTimesTheUsualForMinutes) {
    const Setting spiky{
        "twitter", {{"spikes-per-day", "0.1"}, {"sigma", "0"}, {"day-ratio", "1"}}, minutes{1}, hours{24 * 20}
    };
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const auto values = series_of(spiky, seed).values;
        const double greatest = *std::max_element(values.begin(), values.end()) / 60;
        const auto high =
            std::count_if(values.begin(), values.end(), [](double value) { return value > 30 * 60; });
        if (greatest > 1) {
            EXPECT_GE(greatest, 30) << seed;
            EXPECT_LE(high, 60 * 5) << seed;
        }
    }
}

// Arlitt and Jin 2000: 1.35 billion requests in three months.
TEST(WorldCup98, HasItsRequestsInThreeMonths) {
    const Setting whole{"worldcup98", {}, minutes{1}, hours{24 * 92}};
    EXPECT_THAT(
        over_seeds([&](std::uint64_t seed) {
            const auto series = series_of(whole, seed);
            return std::accumulate(series.values.begin(), series.values.end(), 0.0) * 60 / 1e9;
        }),
        Contains95(1.35)
    );
}

TEST(WorldCup98, MatchDaysBringFiveToTenTimesTheTraffic) {
    const auto values = series_of({"worldcup98", {{"sigma", "0"}}, minutes{1}, hours{24 * 92}}, 1).values;
    const auto day_peak = [&](int day) {
        return *std::max_element(values.begin() + day * 1440, values.begin() + (day + 1) * 1440);
    };
    double highest = 0;
    for (int day = 41; day < 74; ++day) {
        highest = std::max(highest, day_peak(day));
    }
    EXPECT_GT(highest / day_peak(10), 5);
}

// Shahrad et al., ATC'20.
TEST(Azure, FunctionsAreCalledOverEightOrdersOfMagnitude) {
    const auto orders = over_seeds([](std::uint64_t seed) {
        const auto functions = azure_population(50000, seed);
        const auto [least, most] =
            std::minmax_element(functions.begin(), functions.end(), [](const auto& a, const auto& b) {
                return a.calls_a_day < b.calls_a_day;
            });
        return std::round(100 * std::log10(most->calls_a_day / least->calls_a_day)) / 100;
    });
    EXPECT_THAT(orders, Contains95(8));
}

TEST(Azure, MostFunctionsAreRare) {
    const auto share = [](double calls) {
        return over_seeds([calls](std::uint64_t seed) {
            const auto functions = azure_population(2000, seed);
            const auto rare =
                std::count_if(functions.begin(), functions.end(), [calls](const auto& function) {
                    return function.calls_a_day <= calls;
                });
            return static_cast<double>(rare) / 2000;
        });
    };
    EXPECT_THAT(share(24), Contains95(0.45));
    EXPECT_THAT(share(1440), Contains95(0.81));
}

TEST(Azure, HalfOfTheFunctionsRunUnderASecond) {
    EXPECT_THAT(
        over_seeds([](std::uint64_t seed) {
            const auto functions = azure_population(2000, seed);
            const auto quick = std::count_if(functions.begin(), functions.end(), [](const auto& function) {
                return function.execution_seconds < 1;
            });
            return static_cast<double>(quick) / 2000;
        }),
        LiesWithin(0.5, 0.6)
    );
}

TEST(Azure, MemoryOfTheFirstNineTenthsVariesFourfold) {
    EXPECT_THAT(
        over_seeds([](std::uint64_t seed) {
            auto functions = azure_population(1000, seed);
            std::sort(functions.begin(), functions.end(), [](const auto& a, const auto& b) {
                return a.memory_mb < b.memory_mb;
            });
            return functions[900].memory_mb / functions.front().memory_mb;
        }),
        Contains95(4)
    );
}

// Tirmazi et al., EuroSys'20.
TEST(Borg, TheLargestHundredthOfJobsUsesNearlyAll) {
    EXPECT_THAT(
        over_seeds([](std::uint64_t seed) {
            std::vector<double> usage = borg_job_usage(1'000'000, seed);
            const auto top = usage.end() - static_cast<std::ptrdiff_t>(usage.size() / 100);
            std::nth_element(usage.begin(), top, usage.end());
            return std::accumulate(top, usage.end(), 0.0) / std::accumulate(usage.begin(), usage.end(), 0.0);
        }),
        Contains95(0.99)
    );
}

// Jiang et al., TCC'20, on the trace of 2018.
TEST(Alibaba, ContainersHaveADailyCycleOfCpuAndNearlyConstantMemory) {
    const Setting week{"alibaba", {{"restarts-per-day", "0"}}, minutes{5}, hours{24 * 7}};
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        const auto series = series_of(week, seed);
        const auto cpu = statistics_of(series.values, series.step);
        EXPECT_GT(cpu.daily_share.value(), 0.3);
        EXPECT_GT(cpu.lag_day.value(), 0.15);
        EXPECT_LT(statistics_of(series.memory_mb, series.step).cv, 0.01);
    }
}

// Cheng et al. 2018, on the trace of 2017.
TEST(Alibaba, MachinesAreAtFortyToFiftyPercentEarlyInTheDayWithHalfOfTheirMemoryTaken) {
    const Setting day{
        "alibaba", {{"of", "machine"}, {"millicores", "1000"}, {"memory-mb", "1"}}, minutes{5}, hours{24}
    };
    const auto early = over_seeds([&](std::uint64_t seed) {
        const auto values = series_of(day, seed).values;
        return std::accumulate(values.begin(), values.begin() + 8 * 12, 0.0) / (8 * 12) / 1000;
    });
    EXPECT_THAT(early, Contains95(0.45));
    EXPECT_THAT(early, LiesWithin(0.4, 0.5));
    EXPECT_THAT(
        over_seeds([&](std::uint64_t seed) { return series_of(day, seed).memory_mb.front(); }),
        LiesWithin(0.5, 1.0)
    );
}

TEST(Nasa, HasTheRequestsOfJuly1995) {
    const Setting july{"nasa", {{"weekend", "0"}}, minutes{1}, hours{24 * 31}};
    EXPECT_THAT(spread(july, [](const auto& of) { return of.mean; }), Contains95(0.7));
}

TEST(AzureVm, StaysWithinItsCoresAndHasItsMemory) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const auto series =
            series_of({"azure", {{"cores", "2"}, {"memory-gb", "3.5"}}, minutes{5}, hours{24}}, seed);
        EXPECT_LE(*std::max_element(series.values.begin(), series.values.end()), 2000);
        EXPECT_THAT(series.memory_mb, testing::Each(3584));
    }
}

TEST(Arabesque, MemoryGrowsInARunAndFallsAtItsEnd) {
    const auto series = series_of({"arabesque", {}, seconds{10}, hours{4}}, 1);
    EXPECT_NEAR(*std::min_element(series.memory_mb.begin(), series.memory_mb.end()), 512, 30);
    EXPECT_GE(*std::max_element(series.memory_mb.begin(), series.memory_mb.end()), 512 + 4 * 256);
    EXPECT_LE(*std::max_element(series.values.begin(), series.values.end()), 2000);
}

}  // namespace
}  // namespace flotilla::sim::workload
