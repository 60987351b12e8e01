#include "flotilla/cli/usage.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cli/command.hpp"

namespace flotilla::cli {
namespace {

std::vector<std::string> names_of(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return names;
}

/// The last subcommand that was understood, and how one writes it.
const CLI::App& deepest(const CLI::App& program, std::string& path) {
    const CLI::App* command = &program;
    path = program.get_name();
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        path += " " + command->get_name();
    }
    return *command;
}

std::string sentence(const CLI::App& command, const std::string& path, const CLI::ParseError& wrong) {
    if (dynamic_cast<const CLI::RequiredError*>(&wrong) == nullptr || names_of(command).empty()) {
        std::string text = wrong.what();
        return text.substr(0, text.find('\n'));
    }
    const std::vector<std::string> extras = command.remaining();
    return fmt::format(
        "{} {}; there are {}",
        path,
        extras.empty() ? "needs a subcommand" : fmt::format("has no subcommand {}", extras.front()),
        fmt::join(names_of(command), ", ")
    );
}

}  // namespace

int explain(const CLI::App& program, const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) {
        return program.exit(wrong);
    }
    std::string path;
    const CLI::App& command = deepest(program, path);
    fmt::print(stderr, "flotilla: {} (see `{} --help`)\n", sentence(command, path, wrong), path);
    return kUsage;
}

}  // namespace flotilla::cli
