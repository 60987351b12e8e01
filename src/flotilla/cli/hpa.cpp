#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/hpa_run.hpp"

namespace flotilla::cli {

void add_hpa(CLI::App& program, int& exit_code) {
    const auto arguments = std::make_shared<HpaArguments>();
    HpaArguments& to = *arguments;
    CLI::App* command = program.add_subcommand(
        "hpa",
        "The controller of HorizontalPodAutoscalers, for any cluster: as upstream's, one process by itself"
    );
    command->add_option("--sync-period", to.timing.sync_period, "Between two looks at one object")
        ->capture_default_str();
    command
        ->add_option(
            "--downscale-stabilization",
            to.timing.downscale_stabilization,
            "How long the highest recommendation holds (without behavior)"
        )
        ->capture_default_str();
    command
        ->add_option(
            "--cpu-initialization-period",
            to.timing.cpu_initialization,
            "After a pod's start, CPU may not count"
        )
        ->capture_default_str();
    command
        ->add_option(
            "--initial-readiness-delay",
            to.timing.initial_readiness,
            "After a pod's start, unready means never ready"
        )
        ->capture_default_str();
    command->add_option("--tolerance", to.tolerance, "Dead band around the target")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--concurrent-syncs", to.workers, "Objects that are worked on at the same time")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_flag(
        "--configurable-tolerance", to.configurable_tolerance, "Heed the tolerance of an object's behavior"
    );
    command->add_option(
        "--kubeconfig", to.kubeconfig, "Else $KUBECONFIG, ~/.kube/config, the pod's service account"
    );
    command->add_option("--context", to.context, "Context of the kubeconfig");
    command->add_option("--namespace", to.lease_namespace, "Where the lease of the leader lies")
        ->capture_default_str();
    command->add_option("--listen", to.listen, "Address of probes and metrics")->capture_default_str();
    command->add_option("--port", to.port, "Port of probes and metrics; 0 serves none")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    command->add_flag("!--no-leader-election", to.with_leader_election, "This is the only replica");
    command->add_flag("-v,--verbose", to.verbose, "Log more");
    command->callback([arguments, &exit_code] { exit_code = run_hpa(*arguments); });
}

}  // namespace flotilla::cli
