#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/operator_run.hpp"

namespace flotilla::cli {

void add_operator(CLI::App& program, int& exit_code) {
    auto arguments = std::make_shared<OperatorArguments>();
    OperatorArguments& to = *arguments;
    CLI::App* command =
        program.add_subcommand("operator", "Scale groups of Deployments together, as one decision");
    command->add_option(
        "--group-file", to.flags.group_file, "Groups, one a line (env GROUP_FILE; ./groups.txt)"
    );
    command->add_option(
        "-n,--namespace", to.flags.namespace_, "Namespace of the application (env NAMESPACE; default)"
    );
    command->add_option("--app-name", to.flags.app_name, "Name of the application (env APP_NAME; teastore)");
    command->add_option(
        "--selector", to.flags.selector, "Labels of the application's Deployments, instead of its name"
    );
    command->add_option(
        "--interval",
        to.flags.interval,
        "Between two actions, such as 60, 90s or 5m (env ACTION_INTERVAL; 60)"
    );
    command->add_option("--policy", to.flags.policy, "hpa-lift, proportional, random or static (random)");
    command->add_option(
        "--set", to.flags.policy_parameters, "A parameter of the policy and its value; may be repeated"
    );
    command->add_option("--order", to.flags.order, "all-at-once or callees-first (all-at-once)");
    command->add_option("--min", to.flags.min, "Fewest replicas of a member (1)");
    command->add_option("--max", to.flags.max, "Most replicas of a member (10)");
    command->add_option(
        "--max-change", to.flags.max_change, "Replicas that a member may gain or lose in one action"
    );
    command->add_option(
        "--grace", to.flags.grace, "How long an action in flight may go on after SIGTERM (20s)"
    );
    command->add_flag(
        "--all-or-none", to.flags.all_or_none, "Take all members back when one cannot be scaled"
    );
    command->add_flag("--dry-run", to.flags.dry_run, "Decide and report, but change nothing");
    command->add_option("--seed", to.seed, "Of random policies and of waits; the time, unless given");
    command->add_option(
        "--kubeconfig", to.kubeconfig, "Else $KUBECONFIG, ~/.kube/config, the pod's service account"
    );
    command->add_option("--context", to.context, "Context of the kubeconfig");
    command->add_option("--listen", to.listen, "Address of probes and metrics (127.0.0.1)");
    command->add_option("--port", to.port, "Port of probes and metrics; 0 serves none (0)")
        ->check(CLI::Range(0, 65535));
    command->add_flag("!--no-leader-election", to.with_leader_election, "This is the only replica");
    command->add_flag("--watch", to.watch, "Show groups and replicas in a live table");
    command->add_flag("-v,--verbose", to.verbose, "Log every decision");
    command->callback([arguments, &exit_code] { exit_code = run_operator(*arguments); });
}

}  // namespace flotilla::cli
