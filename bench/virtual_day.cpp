// One simulated day: seven Deployments with Services, each scaled at random every minute, by the whole
// control plane in virtual time. Prints JSON: wall seconds, changes by resource, and the hash of everything
// that happened.
//
//   bench_virtual_day [HOURS [SEED]]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "flotilla/base/random.hpp"
#include "flotilla/cluster/controllers/engine/world.hpp"
#include "flotilla/cluster/history_hash.hpp"
#include "flotilla/io/clock.hpp"

#include "scenario/manifests.hpp"
#include "support/simulated_cluster.hpp"

namespace {

using namespace flotilla;
using testing_support::SimulatedCluster;

cluster::ClusterOptions options_for(std::uint64_t seed) {
    cluster::ClusterOptions options;
    options.api.seed = seed;
    options.api.bookmark_interval = std::chrono::hours{1};
    options.control = cluster::ControlPlaneOptions::for_virtual_time();
    options.control.seed = seed;
    options.control.nodes.seed = seed;
    options.control.nodes.count = 5;
    return options;
}

void run_day(int hours, std::uint64_t seed) {
    SimulatedCluster cluster{options_for(seed)};
    RandomStream random{seed, "actions"};
    std::vector<kube::ObjectKey> keys;
    for (const char* name : {"webui", "db", "image", "persistence", "recommender", "registry", "auth"}) {
        testing_support::WebOptions web;
        web.name = name;
        web.replicas = 1;
        FLOTILLA_ASSERT(
            cluster.create(cluster::controllers::deployments_type(), deployment_yaml(web)).has_value()
        );
        FLOTILLA_ASSERT(
            cluster.create(cluster::controllers::services_type(), testing_support::service_yaml(name))
                .has_value()
        );
        keys.push_back({"default", name});
    }
    cluster::HistoryHash hash;
    for (int minute = 0; minute < hours * 60; ++minute) {
        for (const kube::ObjectKey& key : keys) {
            const std::int64_t replicas = random.between(1, 5);
            FLOTILLA_ASSERT(cluster.scale(cluster::controllers::deployments_type(), key, replicas).has_value()
            );
        }
        cluster.run_for(std::chrono::minutes{1});
        FLOTILLA_ASSERT(hash.take(cluster.cluster().store()).has_value());
    }
    std::printf(
        "\"changes\": %llu, \"hash\": \"%016llx\"",
        static_cast<unsigned long long>(hash.change_count()),
        static_cast<unsigned long long>(hash.value())
    );
    for (const auto& [resource, count] : hash.counts()) {
        std::printf(", \"%s\": %llu", resource.c_str(), static_cast<unsigned long long>(count));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const int hours = argc > 1 ? std::atoi(argv[1]) : 24;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    const io::RealClock clock;
    const TimePoint started = clock.now();
    std::printf("{\"hours\": %d, ", hours);
    run_day(hours, seed);
    std::printf(", \"wall_seconds\": %.3f}\n", std::chrono::duration<double>(clock.now() - started).count());
    return 0;
}
