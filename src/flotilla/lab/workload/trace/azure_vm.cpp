#include "flotilla/lab/workload/trace/usage_samples.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr Duration kReading = std::chrono::minutes{5};

/// What a virtual machine has.
struct Size {
    double cores = 0;
    double memory_gb = 0;
};

/// A bucket as the trace of 2019 has it: "2", "8", ">24".
std::optional<double> bucket(std::string_view cell) {
    if (cell.starts_with('>')) {
        cell.remove_prefix(1);
    }
    return amount(cell);
}

/// The row of a machine in vmtable.csv: its cores and memory are the last two columns.
Result<Size> size_from_table(const std::string& table, const std::string& vm, bool is_lenient) {
    constexpr std::size_t kColumns = 11;
    FLOTILLA_TRY(auto source, open_source(table));
    RecordReader rows{std::move(source), table, is_lenient};
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            return fail(ErrorCode::NotFound, fmt::format("{} has no machine {}", table, vm));
        }
        const auto& cells = rows.cells();
        if (cells.size() != kColumns) {
            FLOTILLA_CHECK(rows.refuse(fmt::format("{} columns instead of {}", cells.size(), kColumns)));
            continue;
        }
        if (cells[0] != vm) {
            continue;
        }
        const auto cores = bucket(cells[9]);
        const auto memory = bucket(cells[10]);
        if (!cores || !memory) {
            FLOTILLA_CHECK(rows.refuse("cores and memory are no numbers"));
            continue;
        }
        return Size{*cores, *memory};
    }
}

Result<Size> size_of(TraceRequest& request, const std::string& vm) {
    Parameters& parameters = *request.parameters;
    const std::string table = parameters.text("vmtable", "");
    if (!table.empty()) {
        if (vm.empty()) {
            return fail(ErrorCode::InvalidArgument, "parameter vmtable: give vm, too");
        }
        return size_from_table(table, vm, request.is_lenient);
    }
    if (!parameters.has("cores") || !parameters.has("memory-gb")) {
        return fail(
            ErrorCode::InvalidArgument,
            "the readings are percent of a machine's cores: give vmtable (and vm), or cores and memory-gb"
        );
    }
    FLOTILLA_TRY(const double cores, parameters.positive("cores", 1));
    FLOTILLA_TRY(const double memory, parameters.positive("memory-gb", 1));
    return Size{cores, memory};
}

}  // namespace

Result<Shape> load_azure_vm(TraceRequest& request) {
    constexpr std::size_t kColumns = 5;  // timestamp, vm id, min, max, mean
    const std::string vm = request.parameters->text("vm", "");
    FLOTILLA_TRY(const std::string reading, request.parameters->choice("reading", {"mean", "max"}));
    FLOTILLA_TRY(const Size size, size_of(request, vm));
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient};
    UsageSamples samples{request, vm, kReading};
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            break;
        }
        const auto& cells = rows.cells();
        if (cells.size() != kColumns) {
            FLOTILLA_CHECK(rows.refuse(fmt::format("{} columns instead of {}", cells.size(), kColumns)));
            continue;
        }
        if (!samples.wants(cells[1])) {
            continue;
        }
        const auto at = trace_time(cells[0], 1);
        const auto percent = amount(cells[reading == "max" ? 3 : 4]);
        if (!at || !percent) {
            FLOTILLA_CHECK(rows.refuse("time and percent must be numbers of 0 or more"));
            continue;
        }
        const auto added =
            samples.add(*at, *at + kReading, *percent * size.cores * 10, size.memory_gb * 1024);
        if (!added) {
            FLOTILLA_CHECK(rows.refuse(added.error().message));
        }
    }
    FLOTILLA_TRY(Shape shape, samples.finished(request.file, rows));
    shape.file->notes.emplace_back("memory is the machine's size: its use is not in the data");
    return shape;
}

}  // namespace flotilla::lab::workload
