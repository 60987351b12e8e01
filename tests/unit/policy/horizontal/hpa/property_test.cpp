#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"
#include "flotilla/policy/horizontal/hpa/autoscaler.hpp"

#include "support/hpa_world.hpp"

/// Whatever comes in, from plausible to absurd.
namespace flotilla::policy::hpa {
namespace {

using model::Replicas;
using std::chrono::seconds;
using testing::HpaWorld;

class Arbitrary {
public:
    explicit Arbitrary(std::uint64_t seed) : random_{seed} {}

    std::int64_t below(std::int64_t end) { return random_.between(0, end - 1); }
    bool one_in(std::int64_t count) { return below(count) == 0; }

    /// Mostly small, sometimes at the very ends of what a number can be.
    std::int64_t amount() {
        switch (below(12)) {
            case 0:
                return std::numeric_limits<std::int64_t>::max() - below(3);
            case 1:
                return std::numeric_limits<std::int64_t>::min() + below(3);
            case 2:
                return -below(5000);
            default:
                return below(3000);
        }
    }

    Spec spec() {
        Spec spec;
        const std::int64_t min = below(4);
        spec.bounds = {Replicas{min}, Replicas{one_in(9) ? INT32_MAX : min + 1 + below(40)}};
        for (std::int64_t i = 0; i <= below(3); ++i) {
            spec.metrics.push_back(metric());
        }
        if (!one_in(3)) {
            spec.behavior = Behavior{rules(), rules()};
        }
        return spec;
    }

    void fill(HpaWorld& world) {
        const std::int64_t pods = below(12);
        for (std::int64_t i = 0; i < pods; ++i) {
            Pod pod;
            pod.phase = static_cast<Phase>(below(5));
            pod.readiness = static_cast<Readiness>(below(4));
            pod.is_deleting = one_in(6);
            pod.ready_since = HpaWorld::kNow - seconds{below(600)};
            pod.started = one_in(6) ? std::nullopt : std::optional{HpaWorld::kNow - seconds{below(600)}};
            const Sample sample{amount(), HpaWorld::kNow - seconds{below(90)}, seconds{below(60)}};
            const auto request = one_in(40) ? std::nullopt : std::optional{one_in(9) ? amount() : 500};
            world.add(pod, one_in(4) ? std::nullopt : std::optional{sample}, request);
        }
        for (std::int64_t i = below(3); i > 0; --i) {
            world.stranger(amount());
            world.value(amount());
        }
    }

private:
    Metric metric() {
        return {
            static_cast<Source>(below(6)),
            static_cast<TargetType>(below(4)),
            one_in(5) ? amount() : 1 + below(900),
            one_in(2)
        };
    }
    ScalingRules rules() {
        ScalingRules rules{seconds{below(400)}, static_cast<Select>(below(3)), {}, std::nullopt};
        for (std::int64_t i = 0; i <= below(3); ++i) {
            const auto value = static_cast<std::int32_t>(one_in(7) ? INT32_MAX : 1 + below(100));
            const auto unit = one_in(2) ? RatePolicy::Unit::Pods : RatePolicy::Unit::Percent;
            rules.policies.push_back({unit, value, seconds{1 + below(1800)}});
        }
        return rules;
    }

    RandomStream random_;
};

/// 40 syncs of one object; somebody else scales it now and then.
std::vector<std::int64_t> run(std::uint64_t seed) {
    Arbitrary arbitrary{seed};
    const Spec spec = arbitrary.spec();
    Settings settings;
    settings.tolerance = arbitrary.one_in(8) ? std::nan("") : 0.1;
    Autoscaler autoscaler{spec, settings};
    std::int64_t replicas = arbitrary.below(30);
    std::vector<std::int64_t> written;
    for (int step = 0; step < 40; ++step) {
        HpaWorld world;
        arbitrary.fill(world);
        const Observation seen = world.at(replicas, seconds{15 * step}, spec.metrics.size());
        const Decision& decision = autoscaler.sync(seen);
        if (decision.rescale) {
            EXPECT_TRUE(spec.bounds.contains(decision.desired))
                << decision.desired.count() << " outside " << spec.bounds.min.count() << ".."
                << spec.bounds.max.count();
            EXPECT_NE(decision.desired, Replicas{replicas});
            replicas = decision.desired.count();
        } else if (decision.verdict != Verdict::MetricsFailed) {
            EXPECT_EQ(decision.desired, Replicas{replicas});
        }
        written.push_back(replicas);
        replicas = arbitrary.one_in(12) ? arbitrary.below(60) : replicas;
    }
    return written;
}

TEST(HpaProperties, NeverLeavesTheBoundsWhateverComesIn) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        SCOPED_TRACE(seed);
        run(seed);
        if (::testing::Test::HasFailure()) {
            break;
        }
    }
}

TEST(HpaProperties, DecidesTheSameTwice) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        EXPECT_EQ(run(seed), run(seed)) << seed;
    }
}

TEST(HpaProperties, MoreLoadNeverAsksForFewerReplicas) {
    for (const TargetType type : {TargetType::Utilization, TargetType::AverageValue}) {
        std::int64_t last = 0;
        for (std::int64_t usage = 0; usage < 5000; usage += 7) {
            HpaWorld world;
            world.pods(6, usage).add(HpaWorld::serving(), std::nullopt);
            Autoscaler autoscaler{
                {{Replicas{1}, Replicas{1000}}, {{Source::Resource, type, 50, true}}, {}}, Settings{}
            };
            const std::int64_t desired = autoscaler.sync(world.at(7)).desired.count();
            EXPECT_GE(desired, last) << usage;
            last = desired;
        }
    }
}

}  // namespace
}  // namespace flotilla::policy::hpa
