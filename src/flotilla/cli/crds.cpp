#include <cstdio>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/resources/scaling_group.hpp"

namespace flotilla::cli {

void add_crds(CLI::App& program, int& exit_code) {
    CLI::App* command = program.add_subcommand(
        "crds", "Print Flotilla's CustomResourceDefinitions: flotilla crds | kubectl apply -f -"
    );
    command->callback([&exit_code] {
        std::fputs(resources::crds_yaml().c_str(), stdout);
        exit_code = kSuccess;
    });
}

}  // namespace flotilla::cli
