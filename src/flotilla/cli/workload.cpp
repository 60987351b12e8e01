#include <array>
#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/workload_run.hpp"

namespace flotilla::cli {
namespace {

struct Flag {
    const char* name;
    const char* key;
    const char* help;
};

/// Options of any workload; the key is that of the configuration.
constexpr std::array kOptions{
    Flag{"--seed", "seed", "Of all that is drawn (1)"},
    Flag{"--kind", "kind", "rps, users or usage (the type's)"},
    Flag{"--step", "step", "Between two values, such as 1s or 5m (the type's)"},
    Flag{"--duration", "duration", "Of the series (the type's, or the file's)"},
    Flag{"--skip", "skip", "Leave this much of the beginning out"},
    Flag{"--time-compress", "time_compress", "k hours of the workload in one (1)"},
    Flag{"--noise", "noise", "gaussian, lognormal, ar1:CORRELATION or fgn:HURST (none)"},
    Flag{"--noise-sigma", "noise_sigma", "Its standard deviation, relative to the level (0.1)"},
    Flag{"--scale", "scale", "Multiply by it (1)"},
    Flag{"--offset", "offset", "Add it; nothing falls below 0 (0)"},
    Flag{"--mean", "mean", "Bring the mean to it"},
    Flag{"--peak", "peak", "Bring the largest value to it"},
    Flag{"--clip", "clip", "Nothing above it"},
    Flag{"--missing", "missing", "The share of steps of which no sample is taken (0)"},
    Flag{"--ram-mb", "ram_mb", "Memory of a usage whose type says nothing of it (512)"},
    Flag{"--start", "start", "Calendar time of the first step, RFC 3339"},
};

/// Parameters of trace types that have a flag of their own.
constexpr std::array kParameters{
    Flag{
        "--file",
        "file",
        "The file of a data set, in its own format, plain, .gz or a member of a .tar.gz (a.tar.gz:member)"
    },
    Flag{"--function", "function", "azure: this function alone, by its hash"},
    Flag{"--app", "app", "azure: the functions of this application"},
    Flag{"--trigger", "trigger", "azure: the functions with this trigger, such as http"},
    Flag{"--top", "top", "azure: the functions that are called most, so many"},
    Flag{"--node-mem-mb", "node-mem-mb", "alibaba: what 100 % of a machine's memory is"},
    Flag{"--machine-millicores", "machine-millicores", "borg, alibaba: what the largest machine has"},
    Flag{"--machine-mb", "machine-mb", "borg: the same of memory"},
};

void add_workload_options(CLI::App& command, WorkloadArguments& to) {
    command.add_option(
        "-t,--workload-type", to.type, "A type of the list, or several: \"sinusoidal + flash_crowd(base=20)\""
    );
    command.add_option("--config", to.config, "A JSON configuration; flags win over it");
    command.add_option("--set", to.settings, "A parameter of the type, name=value; may be repeated");
    for (const Flag& flag : kOptions) {
        command.add_option_function<std::string>(
            flag.name, [&to, &flag](const std::string& value) { to.options[flag.key] = value; }, flag.help
        );
    }
    for (const Flag& flag : kParameters) {
        command.add_option_function<std::string>(
            flag.name, [&to, &flag](const std::string& value) { to.parameters[flag.key] = value; }, flag.help
        );
    }
    command.add_flag("--lenient", to.lenient, "Leave bad rows of a file out and count them");
    command.add_flag("--fill", to.fill, "Fill the gaps of a file with what was before them");
}

void add_generate(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<GenerateArguments>();
    CLI::App* command = workload.add_subcommand(
        "generate", "Write a series with its configuration, a plot and a summary to a folder"
    );
    add_workload_options(*command, arguments->workload);
    command->add_option("-o,--output", arguments->output, "Where the folder is made (data/workloads)");
    command->callback([arguments, &exit_code] { exit_code = run_workload_generate(*arguments); });
}

void add_stats(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<StatsArguments>();
    CLI::App* command =
        workload.add_subcommand("stats", "What a series is like: spread, correlation, days, bursts");
    command->add_option(
        "series", arguments->series, "A folder or series that was written before, or a file of a type"
    );
    command->add_option("--day", arguments->day, "How long a day lasts in it (24h)");
    command->add_flag("--json", arguments->json, "As JSON");
    add_workload_options(*command, arguments->workload);
    command->callback([arguments, &exit_code] { exit_code = run_workload_stats(*arguments); });
}

void add_plot(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<PlotArguments>();
    CLI::App* command =
        workload.add_subcommand("plot", "Draw one series, or up to four of a kind in one picture");
    command->add_option("series", arguments->series, "Folders or series that were written before")
        ->required()
        ->expected(1, 4);
    command->add_option("-o,--output", arguments->output, "The SVG (plot.svg)");
    command->callback([arguments, &exit_code] { exit_code = run_workload_plot(*arguments); });
}

void add_compare(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<CompareArguments>();
    CLI::App* command = workload.add_subcommand(
        "compare", "The figures of two series side by side, and the distance of their increments"
    );
    command->add_option("a", arguments->left, "A folder or series that was written before")->required();
    command->add_option("b", arguments->right, "Another with the same step")->required();
    command->callback([arguments, &exit_code] { exit_code = run_workload_compare(*arguments); });
}

void add_fit(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<FitArguments>();
    CLI::App* command =
        workload.add_subcommand("fit", "Estimate a type's parameters from a file, as a configuration");
    command
        ->add_option(
            "file", arguments->file, "A folder or series that was written before, or a file of --from"
        )
        ->required();
    command->add_option("--type", arguments->type, "Whose parameters")->required();
    command->add_option(
        "--from", arguments->reading.type, "The type that says how the file is read, such as csv"
    );
    command->add_option(
        "--set", arguments->reading.settings, "A parameter of --from, name=value; may be repeated"
    );
    command->add_option_function<std::string>(
        "--step",
        [arguments](const std::string& step) { arguments->reading.options["step"] = step; },
        "Resample to it"
    );
    command->add_option_function<std::string>(
        "--kind",
        [arguments](const std::string& kind) { arguments->reading.options["kind"] = kind; },
        "rps, users or usage"
    );
    command->add_flag("--lenient", arguments->reading.lenient, "Leave bad rows out and count them");
    command->add_option("-o,--output", arguments->output, "The configuration (standard output)");
    command->callback([arguments, &exit_code] { exit_code = run_workload_fit(*arguments); });
}

void add_replay(CLI::App& workload, int& exit_code) {
    auto arguments = std::make_shared<ReplayArguments>();
    CLI::App* command = workload.add_subcommand(
        "replay", "Print the steps of a series, or the arrivals that it makes, each when it is due"
    );
    command->add_option("series", arguments->series, "A folder or series that was written before")
        ->required();
    command->add_option("--speed", arguments->speed, "Times as fast; 0 does not wait (1)")
        ->check(CLI::Range(0.0, 1e6));
    command->add_option(
        "--arrivals", arguments->arrivals, "poisson, deterministic, mmpp:DISPERSION or gamma:DISPERSION"
    );
    command->add_option("--burst", arguments->burst, "Arrivals of an MMPP with this index of dispersion");
    command->add_option("--seed", arguments->seed, "Of the arrivals (1)");
    command->callback([arguments, &exit_code] { exit_code = run_workload_replay(*arguments); });
}

}  // namespace

void add_workload(CLI::App& program, int& exit_code) {
    CLI::App* workload =
        program.add_subcommand("workload", "Traffic and usage over time: make it, read it, compare it");
    workload->require_subcommand(1);
    add_generate(*workload, exit_code);
    CLI::App* list = workload->add_subcommand("list", "The types of workloads");
    list->callback([&exit_code] { exit_code = run_workload_list(); });
    add_stats(*workload, exit_code);
    add_plot(*workload, exit_code);
    add_compare(*workload, exit_code);
    add_fit(*workload, exit_code);
    add_replay(*workload, exit_code);
}

}  // namespace flotilla::cli
