#include "flotilla/lab/workload/trace/usage_samples.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr Duration kUsualStep = std::chrono::minutes{1};
constexpr std::size_t kMachineColumns = 9;
constexpr std::size_t kContainerColumns = 11;

/// What 100 % is.
struct Size {
    double millicores = 0;
    double memory_mb = 0;
};

/// Size of a container: its row in container_meta.csv says CPU (100 is a core) and memory (0 to 100 of a
/// machine).
Result<Size> container_size(TraceRequest& request, const std::string& id) {
    Parameters& parameters = *request.parameters;
    const std::string meta = parameters.text("container-meta", "");
    FLOTILLA_TRY(const bool by_limit, parameters.flag("use-limit", false));
    FLOTILLA_TRY(const double node_mb, parameters.required_positive("node-mem-mb"));
    if (meta.empty()) {
        if (!parameters.has("cpu-request") || !parameters.has("mem-size")) {
            return fail(
                ErrorCode::InvalidArgument,
                "the readings are percent of a container's size: give container-meta (and id), or "
                "cpu-request and mem-size"
            );
        }
        FLOTILLA_TRY(const double cpu, parameters.positive("cpu-request", 1));
        FLOTILLA_TRY(const double memory, parameters.positive("mem-size", 1));
        return Size{cpu * 10, memory / 100 * node_mb};
    }
    constexpr std::size_t kColumns = 8;
    FLOTILLA_TRY(auto source, open_source(meta));
    RecordReader rows{std::move(source), meta, request.is_lenient};
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            return fail(ErrorCode::NotFound, fmt::format("{} has no container {}", meta, id));
        }
        const auto& cells = rows.cells();
        if (cells.size() != kColumns) {
            FLOTILLA_CHECK(rows.refuse(fmt::format("{} columns instead of {}", cells.size(), kColumns)));
            continue;
        }
        const auto cpu = amount(cells[by_limit ? 6 : 5]);
        const auto memory = amount(cells[7]);
        if (cells[0] == id && cpu && memory) {
            return Size{*cpu * 10, *memory / 100 * node_mb};
        }
    }
}

Result<Size> machine_size(Parameters& parameters) {
    FLOTILLA_TRY(const double millicores, parameters.required_positive("machine-millicores"));
    FLOTILLA_TRY(const double memory, parameters.required_positive("node-mem-mb"));
    return Size{millicores, memory};
}

}  // namespace

Result<Shape> load_alibaba(TraceRequest& request) {
    const std::string id = request.parameters->text("id", "");
    FLOTILLA_TRY(const Duration holds, request.parameters->duration("holds", kUsualStep));
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient};
    UsageSamples samples{request, id, kUsualStep};
    std::optional<Size> size;
    std::size_t columns = 0;
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            break;
        }
        const auto& cells = rows.cells();
        if (!size && (cells.size() == kMachineColumns || cells.size() == kContainerColumns)) {
            columns = cells.size();
            auto known = columns == kMachineColumns
                             ? machine_size(*request.parameters)
                             : container_size(request, id.empty() ? std::string{cells[0]} : id);
            if (!known) {
                return tl::unexpected<Error>{known.error()};
            }
            size = *known;
        }
        if (!size || cells.size() != columns) {
            FLOTILLA_CHECK(rows.refuse(fmt::format(
                "{} columns instead of {} (machines) or {} (containers)",
                cells.size(),
                kMachineColumns,
                kContainerColumns
            )));
            continue;
        }
        const std::size_t time = columns == kMachineColumns ? 1 : 2;
        if (!samples.wants(cells[0]) || cells[time + 1].empty() || cells[time + 2].empty()) {
            continue;  // an empty cell is a reading that was not taken
        }
        const auto at = trace_time(cells[time], 1);
        const auto cpu = amount(cells[time + 1]);
        const auto memory = amount(cells[time + 2]);
        if (!at || !cpu || !memory) {
            FLOTILLA_CHECK(rows.refuse("time, CPU and memory must be numbers of 0 or more"));
            continue;
        }
        const auto added =
            samples.add(*at, *at + holds, *cpu / 100 * size->millicores, *memory / 100 * size->memory_mb);
        if (!added) {
            FLOTILLA_CHECK(rows.refuse(added.error().message));
        }
    }
    return samples.finished(request.file, rows);
}

}  // namespace flotilla::lab::workload
