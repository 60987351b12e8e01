#pragma once
#include <map>
#include <string>

#include "flotilla/lab/workload/make.hpp"
#include "flotilla/lab/workload/trace/trace.hpp"

#include "support/matchers.hpp"

namespace flotilla::lab::workload {

using Texts = std::map<std::string, std::string>;

/// The series of a file of a type. @param step 0: the file's own
inline Result<model::WorkloadSeries> load_type(
    const std::string& type,
    const Texts& parameters,
    Duration step = Duration{0},
    std::optional<model::SeriesKind> kind = std::nullopt
) {
    sim::workload::WorkloadRequest request;
    request.what.type = type;
    request.what.parameters = parameters;
    request.options.kind = kind;
    if (step > Duration::zero()) {
        request.options.step = step;
    }
    return make_series(request);
}

}  // namespace flotilla::lab::workload
