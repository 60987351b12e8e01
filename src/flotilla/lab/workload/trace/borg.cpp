#include "flotilla/lab/workload/trace/usage_samples.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr Duration kWindow = std::chrono::minutes{5};

/// The trace of 2011: 20 columns, no header.
Result<Shape> load_borg_2011(TraceRequest& request, RecordReader rows) {
    constexpr std::size_t kColumns = 20;
    constexpr double kMicroseconds = 1e6;
    Parameters& parameters = *request.parameters;
    FLOTILLA_TRY(const double millicores, parameters.required_positive("machine-millicores"));
    FLOTILLA_TRY(const double memory_mb, parameters.required_positive("machine-mb"));
    FLOTILLA_TRY(const std::string reading, parameters.choice("reading", {"mean", "max"}));
    const bool is_max = reading == "max";
    UsageSamples samples{request, parameters.text("id", ""), kWindow};
    for (bool has_row = true; has_row;) {
        const auto& cells = rows.cells();
        if (cells.size() != kColumns) {
            FLOTILLA_CHECK(rows.refuse(fmt::format("{} columns instead of {}", cells.size(), kColumns)));
        } else if (samples.wants(fmt::format("{}:{}", cells[2], cells[3]))) {
            const auto begin = trace_time(cells[0], kMicroseconds);
            const auto end = trace_time(cells[1], kMicroseconds);
            const auto cpu = amount(cells[is_max ? 13 : 5]);
            const auto memory = amount(cells[is_max ? 10 : 6]);
            const bool is_good = begin && end && *begin < *end && cpu && memory;
            const auto added =
                is_good
                    ? samples.add(*begin, *end, *cpu * millicores, *memory * memory_mb)
                    : Result<void>{fail(ErrorCode::InvalidArgument, "start, end, CPU or memory make no sense")
                      };
            if (!added) {
                FLOTILLA_CHECK(rows.refuse(added.error().message));
            }
        }
        FLOTILLA_TRY(has_row, rows.next());
    }
    return samples.finished(request.file, rows);
}

}  // namespace

Result<Shape> load_borg(TraceRequest& request) {
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient};
    FLOTILLA_TRY(const bool has_row, rows.next());
    if (!has_row) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: it is empty", request.file));
    }
    const bool is_json = rows.line().starts_with('{');
    if (is_json || rows.cells()[0] == "start_time") {
        return load_borg_2019(request, is_json);
    }
    return load_borg_2011(request, std::move(rows));
}

}  // namespace flotilla::lab::workload
