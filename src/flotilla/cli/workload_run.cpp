#include "flotilla/cli/workload_run.hpp"

#include <filesystem>

#include "flotilla/cli/exit.hpp"
#include "flotilla/cli/workload_request.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/folder.hpp"
#include "flotilla/lab/workload/config.hpp"
#include "flotilla/lab/workload/make.hpp"
#include "flotilla/lab/workload/report.hpp"
#include "flotilla/sim/workload/catalog.hpp"
#include "flotilla/sim/workload/fit/fit.hpp"

namespace flotilla::cli {
namespace {

namespace workload = lab::workload;
using model::WorkloadSeries;
using sim::workload::statistics_of;

std::string told(const WorkloadSeries& series) {
    std::string text = workload::described(series) + "\n";
    for (const std::string& note : series.origin.notes) {
        text += fmt::format("note: {}\n", note);
    }
    return text;
}

Result<void> generate(const GenerateArguments& arguments) {
    FLOTILLA_TRY(const auto request, request_of(arguments.workload));
    FLOTILLA_TRY(const WorkloadSeries series, workload::make_series(request));
    const std::filesystem::path folder =
        std::filesystem::path{arguments.output} / workload::request_id(request);
    FLOTILLA_CHECK(io::write_folder_atomically(folder, workload::output_files(request, series)));
    fmt::print(
        "{}\n{}\n{}\n",
        told(series),
        workload::to_table({{"", statistics_of(series.values, series.step)}}),
        folder.string()
    );
    return {};
}

/// A file or folder of ours, or what the other arguments describe.
Result<WorkloadSeries> read_or_make(const std::string& path, const WorkloadArguments& arguments) {
    const bool is_described = !arguments.type.empty() || !arguments.config.empty();
    if (path.empty() || is_described) {
        FLOTILLA_TRY(auto request, request_of(arguments));
        if (!path.empty()) {
            request.what.parameters["file"] = path;
        }
        return workload::make_series(request);
    }
    return workload::read_series(path);
}

Result<void> show_statistics(const StatsArguments& arguments) {
    FLOTILLA_TRY(const Duration day, parse_duration(arguments.day));
    if (day <= Duration::zero()) {
        return fail(ErrorCode::InvalidArgument, "--day: it must be above 0");
    }
    FLOTILLA_TRY(const WorkloadSeries series, read_or_make(arguments.series, arguments.workload));
    const auto statistics = statistics_of(series.values, series.step, day);
    if (arguments.json) {
        fmt::print("{}\n", kube::to_json(workload::to_json(statistics)));
        return {};
    }
    std::vector<workload::Column> columns{{std::string{to_string(series.kind)}, statistics}};
    if (series.kind == model::SeriesKind::Usage) {
        columns.front().head = "CPU";
        columns.push_back({"memory", statistics_of(series.memory_mb, series.step, day)});
    }
    fmt::print("{}\n{}", told(series), workload::to_table(columns));
    return {};
}

Result<void> plot(const PlotArguments& arguments) {
    std::vector<WorkloadSeries> all;
    for (const std::string& path : arguments.series) {
        FLOTILLA_TRY(WorkloadSeries series, workload::read_series(path));
        all.push_back(std::move(series));
    }
    FLOTILLA_TRY(const std::string svg, workload::to_svg(all, arguments.series));
    FLOTILLA_CHECK(io::write_file_atomically(arguments.output, svg));
    fmt::print("{}\n", arguments.output);
    return {};
}

Result<void> compare(const CompareArguments& arguments) {
    FLOTILLA_TRY(const WorkloadSeries left, workload::read_series(arguments.left));
    FLOTILLA_TRY(const WorkloadSeries right, workload::read_series(arguments.right));
    if (left.step != right.step) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "the steps differ, {} and {}: make both with the same --step first",
                format_duration(left.step),
                format_duration(right.step)
            )
        );
    }
    fmt::print(
        "A: {}B: {}\n{}{:<16} {:>16.4g}\n",
        told(left),
        told(right),
        workload::to_table(
            {{"A", statistics_of(left.values, left.step)}, {"B", statistics_of(right.values, right.step)}}
        ),
        "KS increments",
        sim::workload::increment_distance(left.values, right.values)
    );
    return {};
}

Result<void> fit(const FitArguments& arguments) {
    FLOTILLA_TRY(const WorkloadSeries series, read_or_make(arguments.file, arguments.reading));
    FLOTILLA_TRY(auto parameters, sim::workload::fit(arguments.type, series));
    workload::WorkloadRequest request;
    request.what.type = arguments.type;
    request.what.parameters = std::move(parameters);
    request.options.kind = series.kind;
    request.options.step = series.step;
    request.options.duration = series.duration();
    const std::string text = workload::to_config_text(request);
    if (arguments.output.empty()) {
        fmt::print("{}", text);
        return {};
    }
    FLOTILLA_CHECK(io::write_file_atomically(arguments.output, text));
    fmt::print("{}\n", arguments.output);
    return {};
}

int exit_code_of(const Result<void>& done) {
    return done ? kSuccess : report(done.error());
}

}  // namespace

int run_workload_generate(const GenerateArguments& arguments) {
    return exit_code_of(generate(arguments));
}

int run_workload_list() {
    for (const sim::workload::WorkloadType& type : sim::workload::workload_catalog()) {
        const bool is_synthetic = type.stands_for == sim::workload::TypeClass::Synthesiser;
        fmt::print(
            "{:<13} {:<9} {}{}\n",
            type.name,
            type.kinds == sim::workload::TypeKinds::Usage      ? "usage"
            : type.kinds == sim::workload::TypeKinds::Arrivals ? "arrivals"
                                                               : "any",
            type.summary,
            is_synthetic ? " (--file, or synthetic)" : ""
        );
    }
    return kSuccess;
}

int run_workload_stats(const StatsArguments& arguments) {
    return exit_code_of(show_statistics(arguments));
}

int run_workload_plot(const PlotArguments& arguments) {
    return exit_code_of(plot(arguments));
}

int run_workload_compare(const CompareArguments& arguments) {
    return exit_code_of(compare(arguments));
}

int run_workload_fit(const FitArguments& arguments) {
    return exit_code_of(fit(arguments));
}

}  // namespace flotilla::cli
