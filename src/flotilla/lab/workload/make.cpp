#include "flotilla/lab/workload/make.hpp"

#include <filesystem>

#include "flotilla/lab/workload/trace/trace.hpp"

namespace flotilla::lab::workload {

using sim::workload::Part;
using sim::workload::WorkloadRequest;

Result<model::WorkloadSeries> make_series(const WorkloadRequest& request) {
    return sim::workload::generate(
        request,
        [](const Part& part, const sim::workload::Grid& grid) -> Result<Shape> {
            if (!part.parameters.contains("file")) {
                return sim::workload::make_from_catalog(part, grid);
            }
            auto shape = load_trace(part.parameters, part.type, grid);
            const bool is_parameter = !shape && shape.error().message.starts_with("parameter ");
            return is_parameter ? with_context(shape.error(), "type " + part.type) : std::move(shape);
        }
    );
}

Result<model::WorkloadSeries> read_series(const std::string& path) {
    WorkloadRequest request;
    request.what.type = "csv";
    std::error_code ignored;  // what cannot be looked at cannot be read either, and that is reported
    const bool is_folder = std::filesystem::is_directory(path, ignored);
    request.what.parameters["file"] =
        is_folder ? (std::filesystem::path{path} / "series.csv").string() : path;
    return make_series(request);
}

}  // namespace flotilla::lab::workload
