#include "flotilla/cli/experiment_run.hpp"

#include <cstdio>
#include <filesystem>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/session.hpp"
#include "flotilla/controllers/group/group_file.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/lab/experiment/scaling_run.hpp"

namespace flotilla::cli {
namespace {

using lab::ScalingRecord;

Result<std::vector<lab::ScalingRunOptions::Group>> read_groups(const std::string& path) {
    const auto text = io::read_file(path, 1U << 20U);
    if (!text) {
        return with_context(text.error(), "the group file (--group-file)");
    }
    const auto file = controllers::group::parse_group_file(*text);
    if (!file.errors.empty()) {
        return fail(ErrorCode::InvalidArgument, controllers::group::to_text(path, file.errors.front()));
    }
    if (file.groups.empty()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} has no groups: write one a line", path));
    }
    std::vector<lab::ScalingRunOptions::Group> groups;
    for (const auto& line : file.groups) {
        groups.push_back({fmt::format("group-{}", groups.size() + 1), line.members});
    }
    return groups;
}

std::string plot_path(const ScalingTimeArguments& arguments) {
    if (!arguments.plot.empty()) {
        return arguments.plot;
    }
    return std::filesystem::path{arguments.output}.replace_extension(".svg").string();
}

Result<void> write_results(const ScalingTimeArguments& arguments, const std::vector<ScalingRecord>& records) {
    const auto statistics = lab::statistics_of(records);
    if (arguments.from_csv.empty()) {
        FLOTILLA_CHECK(io::write_file_atomically(arguments.output, lab::to_csv(records)));
        fmt::print("{}: {} rows\n", arguments.output, records.size());
    }
    FLOTILLA_CHECK(io::write_file_atomically(plot_path(arguments), lab::to_svg(statistics)));
    fmt::print("{}\n\n{}", plot_path(arguments), lab::to_table(statistics));
    return {};
}

asio::awaitable<int> measure(lab::ScalingRun& run, const ScalingTimeArguments& arguments) {
    const auto records = co_await run.run();
    if (!records) {
        co_return report(records.error());
    }
    if (const auto written = write_results(arguments, *records); !written) {
        co_return report(written.error());
    }
    co_return kSuccess;
}

int draw(const ScalingTimeArguments& arguments) {
    const auto text = io::read_file(arguments.from_csv);
    if (!text) {
        return report(text.error());
    }
    const auto records = lab::records_from_csv(*text);
    if (!records) {
        return report(
            {records.error().code, fmt::format("{}: {}", arguments.from_csv, records.error().message)}
        );
    }
    const auto written = write_results(arguments, *records);
    return written ? kSuccess : report(written.error());
}

}  // namespace

int run_scaling_time(const ScalingTimeArguments& arguments) {
    if (!arguments.from_csv.empty()) {
        return draw(arguments);
    }
    const auto timeout = parse_duration(arguments.timeout);
    if (!timeout || *timeout <= Duration{0}) {
        return report(
            {ErrorCode::InvalidArgument,
             fmt::format("--timeout: \"{}\" is no duration above zero, such as 90s or 10m", arguments.timeout)
            }
        );
    }
    auto groups = read_groups(arguments.group_file);
    if (!groups) {
        return report(groups.error());
    }
    Session session{telemetry::Level::Warn};
    if (const auto connected = session.connect(arguments.kubeconfig, arguments.context); !connected) {
        return report(connected.error());
    }
    lab::ScalingRunOptions options;
    options.namespace_ = arguments.namespace_;
    options.groups = std::move(*groups);
    options.runs = arguments.runs;
    options.timeout = *timeout;
    lab::ScalingRun run{
        session.environment(session.seed()),
        std::move(options),
        [](int number, const std::string& group, lab::ScalingStep step, Duration took) {
            fmt::print(
                "run {} {} {}-{}: {:.3f} s\n",
                number,
                group,
                step.from.count(),
                step.to.count(),
                std::chrono::duration<double>(took).count()
            );
            std::fflush(stdout);
        }
    };
    return session.run(measure(run, arguments), [&run] { run.stop(); });
}

}  // namespace flotilla::cli
