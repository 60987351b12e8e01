#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "flotilla/base/random.hpp"
#include "flotilla/base/statistics.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/lab/workload/trace/usage_samples.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr Duration kWindow = std::chrono::minutes{5};

/// One window of one instance. CPU and memory relative to the largest machine.
struct Window {
    std::string id;
    std::optional<Duration> begin;  ///< none: before or after the trace
    std::optional<Duration> end;
    double cpu = 0;
    double memory = 0;
    std::vector<double> deciles;  ///< of CPU within the window, 0 % to 100 %; or none
};

/// Microseconds; 0 and 2^63 - 1 stand for before and after the trace.
std::optional<Duration> window_time(std::string_view cell) {
    const auto at = trace_time(cell, 1e6);
    return at && *at > Duration::zero() ? at : std::nullopt;
}

/// "[0.1, 0.2]", "0.1|0.2" or "0.1 0.2".
std::vector<double> numbers(std::string_view text) {
    std::vector<double> values;
    while (!text.empty()) {
        const auto begin = text.find_first_not_of("[]|, ");
        if (begin == std::string_view::npos) {
            break;
        }
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of("[]|, "), text.size());
        const auto value = amount(text.substr(0, end));
        if (!value) {
            return {};
        }
        values.push_back(*value);
        text.remove_prefix(end);
    }
    return values;
}

/// Where the columns are, from the header.
class Columns {
public:
    static Result<Columns> from(const std::vector<std::string_view>& head) {
        Columns columns;
        columns.count_ = head.size();
        for (std::size_t i = 0; i < head.size(); ++i) {
            std::string name{head[i]};
            std::replace(name.begin(), name.end(), '.', '_');
            columns.places_[name] = i;
        }
        for (const auto* needed : {"start_time", "end_time", "collection_id", "instance_index"}) {
            if (!columns.places_.contains(needed)) {
                return fail(ErrorCode::InvalidArgument, fmt::format("the head has no column {}", needed));
            }
        }
        return columns;
    }

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::string_view cell(const std::vector<std::string_view>& cells, const std::string& name)
        const {
        const auto place = places_.find(name);
        return place == places_.end() ? std::string_view{} : cells[place->second];
    }

private:
    std::map<std::string, std::size_t> places_;
    std::size_t count_ = 0;
};

Result<Window> window_from_cells(
    const Columns& columns, const std::vector<std::string_view>& cells, const std::string& usage
) {
    if (cells.size() != columns.count()) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("{} columns instead of {}", cells.size(), columns.count())
        );
    }
    const auto cpu = amount(columns.cell(cells, usage + "_cpus"));
    const auto memory = amount(columns.cell(cells, usage + "_memory"));
    if (!cpu || !memory) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} has no cpus and memory", usage));
    }
    return Window{
        fmt::format("{}:{}", columns.cell(cells, "collection_id"), columns.cell(cells, "instance_index")),
        window_time(columns.cell(cells, "start_time")),
        window_time(columns.cell(cells, "end_time")),
        *cpu,
        *memory,
        numbers(columns.cell(cells, "cpu_usage_distribution"))
    };
}

/// BigQuery writes 64-bit numbers as texts.
std::string text_at(const kube::Json& row, std::string_view name) {
    const kube::Json* value = kube::find(row, {name});
    if (value == nullptr) {
        return {};
    }
    return value->is_string() ? std::string{kube::text_of(value->get_string())} : kube::to_json(*value);
}

std::optional<double> number_at(const kube::Json& row, std::initializer_list<std::string_view> path) {
    const kube::Json* value = kube::find(row, path);
    if (value == nullptr) {
        return std::nullopt;
    }
    return value->is_string()   ? amount(kube::text_of(value->get_string()))
           : value->is_number() ? amount(kube::to_json(*value))
                                : std::nullopt;
}

Result<Window> window_from_json(std::string_view line, const std::string& usage) {
    FLOTILLA_TRY(const kube::Json row, kube::parse_json(line));
    const auto cpu = number_at(row, {usage, "cpus"});
    const auto memory = number_at(row, {usage, "memory"});
    if (!cpu || !memory) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} has no cpus and memory", usage));
    }
    return Window{
        fmt::format("{}:{}", text_at(row, "collection_id"), text_at(row, "instance_index")),
        window_time(text_at(row, "start_time")),
        window_time(text_at(row, "end_time")),
        *cpu,
        *memory,
        numbers(text_at(row, "cpu_usage_distribution"))
    };
}

/// The window as samples: one, or with deciles one for each step within it, drawn by inverse transform.
class WindowWriter {
public:
    WindowWriter(UsageSamples& samples, const TraceRequest& request, double millicores, double memory_mb)
        : samples_(samples),
          step_(request.step_or(kWindow)),
          millicores_(millicores),
          memory_mb_(memory_mb),
          random_(request.grid.seed, "workload/borg/windows") {}

    Result<void> write(const Window& window) {
        const double memory = window.memory * memory_mb_;
        const bool has_deciles = window.deciles.size() == 11;
        if (!has_deciles || step_ >= *window.end - *window.begin) {
            return samples_.add(*window.begin, *window.end, window.cpu * millicores_, memory);
        }
        for (Duration at = *window.begin; at < *window.end; at += step_) {
            const double cpu = quantile(window.deciles, random_.uniform());
            FLOTILLA_CHECK(samples_.add(at, std::min(at + step_, *window.end), cpu * millicores_, memory));
        }
        return {};
    }

private:
    UsageSamples& samples_;
    Duration step_;
    double millicores_;
    double memory_mb_;
    RandomStream random_;
};

}  // namespace

Result<Shape> load_borg_2019(TraceRequest& request, bool is_json) {
    Parameters& parameters = *request.parameters;
    FLOTILLA_TRY(const double millicores, parameters.required_positive("machine-millicores"));
    FLOTILLA_TRY(const double memory_mb, parameters.required_positive("machine-mb"));
    FLOTILLA_TRY(const std::string reading, parameters.choice("reading", {"mean", "max"}));
    const std::string usage = reading == "max" ? "maximum_usage" : "average_usage";
    FLOTILLA_TRY(auto source, open_source(request.file));
    RecordReader rows{std::move(source), request.file, request.is_lenient, is_json ? '\x1f' : ','};
    UsageSamples samples{request, parameters.text("id", ""), kWindow};
    WindowWriter writer{samples, request, millicores, memory_mb};
    Columns columns;
    if (!is_json) {
        FLOTILLA_CHECK(rows.next());
        FLOTILLA_TRY(columns, Columns::from(rows.cells()));
    }
    while (true) {
        FLOTILLA_TRY(const bool has_row, rows.next());
        if (!has_row) {
            return samples.finished(request.file, rows);
        }
        const auto window =
            is_json ? window_from_json(rows.line(), usage) : window_from_cells(columns, rows.cells(), usage);
        if (!window) {
            FLOTILLA_CHECK(rows.refuse(window.error().message));
            continue;
        }
        if (!window->begin || !window->end || !samples.wants(window->id)) {
            continue;
        }
        const auto written =
            *window->begin < *window->end
                ? writer.write(*window)
                : Result<void>{fail(ErrorCode::InvalidArgument, "the window ends before it begins")};
        if (!written) {
            FLOTILLA_CHECK(rows.refuse(written.error().message));
        }
    }
}

}  // namespace flotilla::lab::workload
