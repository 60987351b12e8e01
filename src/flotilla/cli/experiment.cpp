#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/experiment_run.hpp"

namespace flotilla::cli {

void add_experiment(CLI::App& program, int& exit_code) {
    CLI::App* experiment = program.add_subcommand("experiment", "Measure how things behave on a cluster");
    experiment->require_subcommand(1);
    auto arguments = std::make_shared<ScalingTimeArguments>();
    ScalingTimeArguments& to = *arguments;
    CLI::App* command = experiment->add_subcommand(
        "scaling-time", "Time from the request until the last member of a group is ready"
    );
    command->add_option("--group-file", to.group_file, "Groups, one a line (./groups.txt)")
        ->envname("GROUP_FILE");
    command->add_option("-n,--namespace", to.namespace_, "Namespace of the Deployments (default)")
        ->envname("NAMESPACE");
    command->add_option("-o,--output", to.output, "The CSV (scaling_csv.txt)");
    command->add_option("--plot", to.plot, "The picture (the CSV's name with .svg)");
    command->add_option("--from-csv", to.from_csv, "Draw these records instead of measuring");
    command->add_option("--runs", to.runs, "How often each step is measured (3)")->check(CLI::Range(1, 1000));
    command->add_option("--timeout", to.timeout, "For one step (10m)");
    command->add_option(
        "--kubeconfig", to.kubeconfig, "Else $KUBECONFIG, ~/.kube/config, the pod's service account"
    );
    command->add_option("--context", to.context, "Context of the kubeconfig");
    command->callback([arguments, &exit_code] { exit_code = run_scaling_time(*arguments); });
}

}  // namespace flotilla::cli
