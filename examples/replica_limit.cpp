#include "replica_limit.hpp"

#include <boost/asio/io_context.hpp>

#include "flotilla/kube/client/auth/cluster_config.hpp"
#include "flotilla/kube/client/connect.hpp"
#include "flotilla/kube/runtime/manager.hpp"
#include "flotilla/telemetry/sinks.hpp"

namespace flotilla::examples {

Result<void> run() {
    asio::io_context context{1};
    io::RealClock clock;
    const auto variables = EnvironmentVariables::of_process();
    FLOTILLA_TRY(const auto config, load_cluster_config({}, variables));
    FLOTILLA_TRY(const auto connection, connect(clock, config, variables));
    const auto sink = telemetry::make_sink(*stderr);
    const telemetry::Logger log{*sink, clock};
    telemetry::Registry metrics;
    const Environment environment{connection->client(), context.get_executor(), log, metrics};

    Manager manager{environment, ManagerOptions{}};
    auto& deployments = manager.informers().get<Deployment>();
    ReplicaLimit reconciler{deployments, environment.client};
    Controller controller{environment, ControllerOptions{"replica-limit", 4}, reconciler};
    controller.reconciles(deployments);
    manager.add(controller);
    return run_process(context, manager);
}

}  // namespace flotilla::examples

int main() {
    const flotilla::Result<void> result = flotilla::examples::run();
    if (!result) {
        std::fprintf(stderr, "replica_limit: %s\n", result.error().message.c_str());
    }
    return result ? 0 : 1;
}
