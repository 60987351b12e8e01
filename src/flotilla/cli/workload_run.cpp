#include "flotilla/cli/workload_run.hpp"

#include <filesystem>

#include "flotilla/cli/exit.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/folder.hpp"
#include "flotilla/lab/workload/config.hpp"
#include "flotilla/lab/workload/report.hpp"
#include "flotilla/sim/workload/catalog.hpp"

namespace flotilla::cli {
namespace {

namespace workload = lab::workload;
using workload::WorkloadRequest;

Result<WorkloadRequest> read_config(const std::string& path) {
    FLOTILLA_TRY(const std::string text, io::read_file(path, 1U << 20U));
    auto request = workload::request_from_text(text, std::filesystem::path{path}.parent_path().string());
    return request ? std::move(request) : with_context(request.error(), path);
}

/// From the configuration, then the type, then the flags.
Result<WorkloadRequest> request_of(const WorkloadArguments& arguments) {
    WorkloadRequest request;
    if (!arguments.config.empty()) {
        FLOTILLA_TRY(request, read_config(arguments.config));
    }
    if (!arguments.type.empty()) {
        FLOTILLA_TRY(auto part, sim::workload::parse_expression(arguments.type));
        if (arguments.config.empty()) {
            request.what = std::move(part);
        } else if (part.type != request.what.type || !part.parameters.empty()) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "--workload-type is {}, but {} is of type {}",
                    arguments.type,
                    arguments.config,
                    to_text(request.what)
                )
            );
        }
    } else if (arguments.config.empty()) {
        return fail(ErrorCode::InvalidArgument, "what shall be generated? Give --workload-type or --config");
    }
    for (const auto& [name, value] : arguments.options) {
        FLOTILLA_CHECK(workload::set_option(request, name, value));
    }
    return request;
}

Result<void> set_parameters(WorkloadRequest& request, const WorkloadArguments& arguments) {
    auto parameters = arguments.parameters;
    if (arguments.lenient) {
        parameters["lenient"] = "true";
    }
    if (arguments.fill) {
        parameters["fill"] = "true";
    }
    for (const std::string& setting : arguments.settings) {
        const auto equals = setting.find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(ErrorCode::InvalidArgument, fmt::format("--set {}: it must be name=value", setting));
        }
        parameters[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    if (!parameters.empty() && request.what.join != sim::workload::Join::None) {
        return fail(
            ErrorCode::InvalidArgument,
            "several types are joined: write parameters behind their type, as in step(hold=5m)"
        );
    }
    for (const auto& [name, value] : parameters) {
        request.what.parameters[name] = value;
    }
    return {};
}

}  // namespace

int run_workload_generate(const GenerateArguments& arguments) {
    auto request = request_of(arguments.workload);
    if (!request) {
        return report(request.error());
    }
    if (const auto set = set_parameters(*request, arguments.workload); !set) {
        return report(set.error());
    }
    const auto series = sim::workload::generate(*request);
    if (!series) {
        return report(series.error());
    }
    const std::filesystem::path folder =
        std::filesystem::path{arguments.output} / workload::request_id(*request);
    if (const auto written = io::write_folder_atomically(folder, workload::output_files(*request, *series));
        !written) {
        return report(written.error());
    }
    fmt::print(
        "{}\n\n{}\n{}\n",
        workload::described(*series),
        workload::to_table({{"", sim::workload::statistics_of(series->values, series->step)}}),
        folder.string()
    );
    return kSuccess;
}

int run_workload_list() {
    for (const sim::workload::WorkloadType& type : sim::workload::workload_catalog()) {
        fmt::print("{:<12} {}\n", type.name, type.summary);
    }
    return kSuccess;
}

}  // namespace flotilla::cli
