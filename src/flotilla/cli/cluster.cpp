#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/cluster_command.hpp"
#include "flotilla/cli/command.hpp"

namespace flotilla::cli {

void add_cluster(CLI::App& program, int& exit_code) {
    CLI::App* cluster =
        program.add_subcommand("cluster", "An embedded cluster with the Kubernetes API, on loopback");
    cluster->require_subcommand(1);

    const auto flags = std::make_shared<ClusterUpFlags>();
    CLI::App* up = cluster->add_subcommand("up", "Start it, and serve until SIGTERM or Ctrl-C");
    up->add_flag("--detach", flags->detach, "Return as soon as it is ready; it goes on in the background");
    up->add_option(
        "--kubeconfig",
        flags->kubeconfig,
        "Where to write how to reach it (default: kubeconfig in ~/.flotilla)"
    );
    up->add_flag(
        "--merge-kubeconfig",
        flags->merge_kubeconfig,
        "Be the current context of your own kubeconfig ($KUBECONFIG, ~/.kube/config), too, while it runs"
    );
    up->add_option("--port", flags->port, "Port on 127.0.0.1; 0 is any free one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    up->add_flag(
        "--http",
        flags->http,
        "Serve plain HTTP, and let everybody on this machine do everything: kubectl sends no token there"
    );
    up->add_option("--data", flags->data, "Keep the state in this folder (default: in memory)");
    up->add_option("--nodes", flags->nodes, "Simulated nodes")
        ->check(CLI::Range(0, 10000))
        ->capture_default_str();
    up->add_option("--speed", flags->speed, "Divides the delays of simulated nodes")
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
    up->add_option("--faults", flags->faults, "Let things go wrong as this file says");
    up->add_option("--seed", flags->seed, "Seed of everything random")->capture_default_str();
    up->add_option(
          "--without", flags->without, "Controllers to leave out, so that others can take their place"
    )
        ->delimiter(',');
    up->add_option("--controllers", flags->controllers, "Which run: '*', NAME, -NAME")
        ->delimiter(',')
        ->capture_default_str();
    up->add_option(
        "--prometheus-port",
        flags->prometheus_port,
        "Serve pages for a Prometheus on this port of 127.0.0.1, as cAdvisor and kube-state-metrics do"
    );
    up->add_option(
          "--metrics-resolution",
          flags->metrics_resolution,
          "How often usage is read; 0 serves no metrics.k8s.io"
    )
        ->capture_default_str();
    up->add_option(
          "--hpa-sync-period", flags->hpa.sync_period, "Between two looks at one HorizontalPodAutoscaler"
    )
        ->capture_default_str();
    up->add_option(
          "--hpa-downscale-stabilization",
          flags->hpa.downscale_stabilization,
          "How long the highest recommendation holds"
    )
        ->capture_default_str();
    up->callback([flags, &exit_code] { exit_code = cluster_up(*flags); });

    cluster->add_subcommand("down", "Stop what `up --detach` started")->callback([&exit_code] {
        exit_code = cluster_down();
    });
    cluster->add_subcommand("status", "Say whether one runs, and where")->callback([&exit_code] {
        exit_code = cluster_status();
    });
}

}  // namespace flotilla::cli
