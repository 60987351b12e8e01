// L0 on Online Boutique: steps of a training environment (five simulated seconds, eleven services) a second
// on one thread.
#include <benchmark/benchmark.h>

#include "flotilla/io/file.hpp"
#include "flotilla/model/file/read_application.hpp"
#include "flotilla/sim/fluid/worlds.hpp"

namespace {

using namespace flotilla;

void fluid_worlds(benchmark::State& state) {
    const auto application =
        model::read_application(io::read_file(FLOTILLA_DATA "/apps/online-boutique.json").value()).value();
    const sim::fluid::FlowModel model = sim::fluid::compile(application, application.slo, 1);
    const auto count = static_cast<std::size_t>(state.range(0));
    sim::fluid::Worlds worlds{model, count};
    for (std::size_t world = 0; world < count; ++world) {
        worlds.set_load(world, 0, static_cast<float>(100 + 5 * (world % 100)));
    }
    int replicas = 2;
    for (auto _ : state) {
        replicas = replicas == 2 ? 3 : 2;
        for (std::size_t world = 0; world < count; ++world) {
            for (std::size_t service = 0; service < model.services.size(); ++service) {
                worlds.scale(world, service, replicas);
            }
        }
        for (int second = 0; second < 5; ++second) {
            worlds.advance();
        }
        benchmark::DoNotOptimize(worlds.second(0));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(fluid_worlds)->Arg(1)->Arg(64);

}  // namespace
