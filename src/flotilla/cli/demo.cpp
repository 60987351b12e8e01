#include "flotilla/lab/demo.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"

namespace flotilla::cli {
namespace {

asio::awaitable<int> play(lab::Demo& demo) {
    const auto played = co_await demo.run();
    co_return played ? kSuccess : report(played.error());
}

int run_demo(const lab::DemoOptions& options) {
    Session session{telemetry::Level::Warn};
    lab::Demo demo{options, session.clock(), session.context().get_executor(), *stdout};
    return session.run(play(demo), [&demo] { demo.stop(); });
}

}  // namespace

void add_demo(CLI::App& program, int& exit_code) {
    auto options = std::make_shared<lab::DemoOptions>();
    CLI::App* command = program.add_subcommand(
        "demo", "A cluster in this process, TeaStore on it, and the group operator scaling it"
    );
    command->add_option("--actions", options->actions, "How many actions to watch (6)");
    command->add_option("--speed", options->speed, "Simulated start-up delays are divided by it (15)")
        ->check(CLI::Range(0.1, 1000.0));
    command->add_option("--seed", options->seed, "Of the simulation and of the random policy (7)");
    command->add_option("--output", options->folder, "Folder for summary, CSV and plot (demo)");
    command->add_flag("!--no-experiment", options->with_experiment, "Do not measure scaling times");
    command->callback([options, &exit_code] { exit_code = run_demo(*options); });
}

}  // namespace flotilla::cli
