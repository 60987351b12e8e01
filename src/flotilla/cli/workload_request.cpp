#include "flotilla/cli/workload_request.hpp"

#include <filesystem>

#include "flotilla/io/file.hpp"
#include "flotilla/lab/workload/config.hpp"

namespace flotilla::cli {
namespace {

using sim::workload::WorkloadRequest;

Result<WorkloadRequest> read_config(const std::string& path) {
    FLOTILLA_TRY(const std::string text, io::read_file(path, 1U << 20U));
    auto request = lab::workload::request_from_text(text, std::filesystem::path{path}.parent_path().string());
    return request ? std::move(request) : with_context(request.error(), path);
}

Result<void> set_type(WorkloadRequest& request, const WorkloadArguments& arguments) {
    if (arguments.type.empty() && arguments.config.empty()) {
        return fail(ErrorCode::InvalidArgument, "which workload? Give --workload-type or --config");
    }
    if (arguments.type.empty()) {
        return {};
    }
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
    return {};
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

Result<WorkloadRequest> request_of(const WorkloadArguments& arguments) {
    WorkloadRequest request;
    if (!arguments.config.empty()) {
        FLOTILLA_TRY(request, read_config(arguments.config));
    }
    FLOTILLA_CHECK(set_type(request, arguments));
    for (const auto& [name, value] : arguments.options) {
        FLOTILLA_CHECK(lab::workload::set_option(request, name, value));
    }
    FLOTILLA_CHECK(set_parameters(request, arguments));
    return request;
}

}  // namespace flotilla::cli
