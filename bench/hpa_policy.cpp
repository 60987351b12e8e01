// One decision of the horizontal autoscaler, with the allocations that it makes: 10, 100 and 1,000 pods with
// one CPU metric in the steady state, a fifth of them unready or without a sample, samples joined to their
// pods beforehand.
#include <atomic>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include <benchmark/benchmark.h>

#include "flotilla/policy/horizontal/hpa/hpa.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

namespace hpa = flotilla::policy::hpa;
using flotilla::WallTime;
using std::chrono::seconds;

constexpr WallTime kStart{seconds{1'700'000'000}};

struct Load {
    std::vector<hpa::Pod> pods;
    std::vector<std::optional<hpa::Sample>> samples;
    std::vector<std::optional<std::int64_t>> requests;
};

Load load_of(std::size_t count) {
    Load load;
    for (std::size_t i = 0; i < count; ++i) {
        hpa::Pod pod;
        pod.started = kStart - seconds{i % 10 == 0 ? 20 : 3600};
        pod.readiness = i % 10 == 0 ? hpa::Readiness::False : hpa::Readiness::True;
        pod.ready_since = *pod.started + seconds{5};
        load.pods.push_back(pod);
        const hpa::Sample sample{400 + static_cast<std::int64_t>(i % 50), kStart, seconds{15}};
        load.samples.push_back(i % 10 == 5 ? std::nullopt : std::optional{sample});
        load.requests.emplace_back(1000);
    }
    return load;
}

void decide(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const Load load = load_of(count);
    const hpa::Spec spec{
        {flotilla::model::Replicas{1}, flotilla::model::Replicas{5000}},
        {{hpa::Source::Resource, hpa::TargetType::Utilization, 50, true}},
        hpa::Behavior::defaults()
    };
    const std::vector<hpa::Reading> readings{{hpa::FailureKind::None, load.samples, {}, load.requests, {}}};
    hpa::Observation seen{
        kStart,
        flotilla::model::Replicas{state.range(0)},
        flotilla::model::Replicas{state.range(0)},
        hpa::SelectorState::Valid,
        load.pods,
        readings
    };
    const hpa::Settings settings;
    hpa::Memory memory;
    hpa::Decision decision;
    const auto sync = [&] {
        hpa::decide(spec, settings, seen, memory, decision);
        seen.now += seconds{15};
        benchmark::DoNotOptimize(decision.desired);
    };
    for (int i = 0; i < 100; ++i) {
        sync();  // until the stabilization window is full
    }
    const std::size_t before = allocations.load();
    for (auto _ : state) {
        sync();
    }
    state.counters["allocations"] =
        static_cast<double>(allocations.load() - before) / static_cast<double>(state.iterations());
    state.counters["desired"] = static_cast<double>(decision.desired.count());
}
BENCHMARK(decide)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
