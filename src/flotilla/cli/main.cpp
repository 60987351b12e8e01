#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "flotilla/base/memory.hpp"
#include "flotilla/cli/command.hpp"
#include "flotilla/cli/usage.hpp"

int main(int argc, char** argv) {
    flotilla::return_large_buffers();
    CLI::App program{
        "Scales applications on Kubernetes: several microservices together, as one decision.", "flotilla"
    };
    program.set_version_flag("--version", "flotilla " FLOTILLA_VERSION);
    program.require_subcommand(1);
    int exit_code = flotilla::cli::kUsage;
    flotilla::cli::add_cluster(program, exit_code);
    flotilla::cli::add_metrics(program, exit_code);
    flotilla::cli::add_operator(program, exit_code);
    flotilla::cli::add_experiment(program, exit_code);
    flotilla::cli::add_crds(program, exit_code);
    flotilla::cli::add_hpa(program, exit_code);
    flotilla::cli::add_demo(program, exit_code);
    flotilla::cli::add_load(program, exit_code);
    flotilla::cli::add_simulate(program, exit_code);
    flotilla::cli::add_workload(program, exit_code);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return flotilla::cli::explain(program, wrong);
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "flotilla: a defect: %s\n", broken.what());
        return flotilla::cli::kFailure;
    }
    return exit_code;
}
