#include "flotilla/cli/hpa_run.hpp"

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/controllers/horizontal/autoscaler.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"
#include "flotilla/kube/runtime/manager.hpp"

namespace flotilla::cli {
namespace {

constexpr std::string_view kName = "horizontal-pod-autoscaler";

Result<Duration> positive_duration(std::string_view flag, const std::string& text) {
    auto duration = parse_duration(text);
    if (!duration || *duration < Duration{0}) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("--{} \"{}\": wanted a time such as 15s or 5m", flag, text)
        );
    }
    return duration;
}

kube::ManagerOptions manager_options(const HpaArguments& arguments, const Session& session) {
    kube::ManagerOptions options;
    if (arguments.with_leader_election) {
        options.leader_election = kube::LeaderElectorOptions{
            kube::ObjectKey{arguments.lease_namespace, "flotilla-hpa"}, session.identity()
        };
    }
    if (arguments.port != 0) {
        options.probes.emplace();
        options.probes->address = arguments.listen;
        options.probes->port = static_cast<std::uint16_t>(arguments.port);
    }
    return options;
}

asio::awaitable<int> run_until_stopped(
    kube::Manager& manager, kube::EventRecorder& events, Session& session
) {
    const auto ended = co_await manager.run();
    co_await events.stop(std::chrono::seconds{2});
    if (!ended) {
        co_return report(ended.error());
    }
    session.log().info("horizontal autoscaler ended");
    co_return kSuccess;
}

}  // namespace

Result<policy::hpa::Settings> hpa_settings(const HpaTiming& timing) {
    policy::hpa::Settings settings;
    FLOTILLA_TRY(settings.sync_period, positive_duration("sync-period", timing.sync_period));
    FLOTILLA_TRY(
        settings.downscale_stabilization,
        positive_duration("downscale-stabilization", timing.downscale_stabilization)
    );
    FLOTILLA_TRY(
        settings.cpu_initialization_period,
        positive_duration("cpu-initialization-period", timing.cpu_initialization)
    );
    FLOTILLA_TRY(
        settings.initial_readiness_delay,
        positive_duration("initial-readiness-delay", timing.initial_readiness)
    );
    if (settings.sync_period == Duration{0}) {
        return fail(ErrorCode::InvalidArgument, "--sync-period must be more than 0");
    }
    return settings;
}

int run_hpa(const HpaArguments& arguments) {
    auto settings = hpa_settings(arguments.timing);
    if (!settings) {
        return report(settings.error());
    }
    settings->tolerance = arguments.tolerance;
    settings->configurable_tolerance = arguments.configurable_tolerance;
    Session session{arguments.verbose ? telemetry::Level::Debug : telemetry::Level::Info};
    if (const auto connected = session.connect(arguments.kubeconfig, arguments.context); !connected) {
        return report(connected.error());
    }
    const kube::Environment environment = session.environment(session.seed());
    kube::EventRecorderOptions recording{std::string{kName}, session.identity()};
    recording.tells_notes_apart = true;  // each size is news
    kube::EventRecorder events{environment, recording};
    kube::Manager manager{environment, manager_options(arguments, session)};
    controllers::horizontal::Autoscaler autoscaler{
        environment, manager.informers(), {*settings, arguments.workers}, &events
    };
    manager.add(autoscaler.controller());
    session.log().info("horizontal autoscaler started", {{"cluster", session.source()}});
    return session.run(run_until_stopped(manager, events, session), [&manager] { manager.stop(); });
}

}  // namespace flotilla::cli
