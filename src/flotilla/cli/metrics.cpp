#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/metrics_run.hpp"

namespace flotilla::cli {

void add_metrics(CLI::App& program, int& exit_code) {
    CLI::App* metrics = program.add_subcommand("metrics", "Measurements of other programs");
    metrics->require_subcommand(1);
    const auto arguments = std::make_shared<ExportArguments>();
    ExportArguments& to = *arguments;
    CLI::App* command =
        metrics->add_subcommand("export", "Series of a Prometheus as CSV: a gap is an empty cell");
    command->add_option("--prometheus", to.prometheus, "Its address")->capture_default_str();
    command->add_option("--query", to.query, "In PromQL, such as rate(container_cpu_usage_seconds_total[1m])")
        ->required();
    command->add_option("--from", to.from, "RFC 3339; else --last before the end");
    command->add_option("--to", to.to, "RFC 3339 (now)");
    command->add_option("--last", to.last, "How far back from the end")->capture_default_str();
    command->add_option("--step", to.step, "Between two points")->capture_default_str();
    command->add_option("-o,--output", to.output, "Where to (standard output)");
    command->callback([arguments, &exit_code] { exit_code = export_metrics(*arguments); });
}

}  // namespace flotilla::cli
