#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/lab/simulated_day.hpp"

namespace flotilla::cli {
namespace {

struct SimulateArguments {
    lab::DayOptions day;
    std::string length = "24h";
    std::string interval = "30m";
};

constexpr Duration kShortestInterval = std::chrono::seconds{1};

int refuse(std::string_view flag, const std::string& text) {
    return report(
        {ErrorCode::InvalidArgument,
         fmt::format("{}: \"{}\" is no duration of 1s or more, such as 90s or 24h", flag, text)}
    );
}

int run_simulation(SimulateArguments& arguments) {
    const auto length = parse_duration(arguments.length);
    const auto interval = parse_duration(arguments.interval);
    if (!length || *length < kShortestInterval) {
        return refuse("--length", arguments.length);
    }
    if (!interval || *interval < kShortestInterval) {
        return refuse("--interval", arguments.interval);
    }
    arguments.day.length = *length;
    arguments.day.interval = *interval;
    const io::RealClock clock;
    const TimePoint started = clock.now();
    const auto day = lab::simulate_day(arguments.day);
    if (!day) {
        return report(day.error());
    }
    fmt::print(
        "{} of TeaStore under the group operator, seed {}: {} actions, {} writes, history {:016x}\n\n{}\n",
        arguments.length,
        arguments.day.seed,
        day->actions,
        day->writes,
        day->history_hash,
        day->final_state
    );
    fmt::print(stderr, "took {:.2f} s\n", std::chrono::duration<double>(clock.now() - started).count());
    return kSuccess;
}

}  // namespace

void add_simulate(CLI::App& program, int& exit_code) {
    auto arguments = std::make_shared<SimulateArguments>();
    CLI::App* command = program.add_subcommand(
        "simulate", "TeaStore under the group operator in virtual time; the same seed gives the same history"
    );
    command->add_option("--length", arguments->length, "Of the simulated time (24h)");
    command->add_option("--interval", arguments->interval, "Between two actions of a group (30m)");
    command->add_option("--seed", arguments->day.seed, "Of everything (1)");
    command->callback([arguments, &exit_code] { exit_code = run_simulation(*arguments); });
}

}  // namespace flotilla::cli
