#include "flotilla/lab/workload/series_file.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace flotilla::lab::workload {
namespace {

using model::SeriesKind;
using model::WorkloadSeries;

double seconds(Duration length) {
    return std::chrono::duration<double>(length).count();
}

std::string time_text(const WorkloadSeries& series, std::size_t step) {
    const Duration since = series.step * static_cast<Duration::rep>(step);
    if (series.kind != SeriesKind::Usage || !series.start) {
        return fmt::format("{}", seconds(since));
    }
    const WallTime when = *series.start + since;
    const bool is_whole = when.time_since_epoch() % std::chrono::seconds{1} == Duration::zero();
    return is_whole ? format_time(when) : format_micro_time(when);
}

}  // namespace

std::string_view unit_of(SeriesKind kind) {
    switch (kind) {
        case SeriesKind::Rps:
            return "requests/s";
        case SeriesKind::Users:
            return "users";
        case SeriesKind::Usage:
            return "millicores, MB";
    }
    return {};
}

std::vector<std::string_view> columns_of(SeriesKind kind) {
    switch (kind) {
        case SeriesKind::Rps:
            return {"t_s", "rps"};
        case SeriesKind::Users:
            return {"t_s", "users"};
        case SeriesKind::Usage:
            return {"timestamp", "cpu_millicores", "ram_mb"};
    }
    return {};
}

kube::Json header_json(const WorkloadSeries& series) {
    kube::JsonObject parameters;
    for (const auto& [name, value] : series.origin.parameters) {
        parameters[name] = value;
    }
    kube::JsonObject header{
        {"type", series.origin.type},
        {"source", series.origin.source},
        {"seed", series.origin.seed},
        {"kind", to_string(series.kind)},
        {"unit", unit_of(series.kind)},
        {"step_s", seconds(series.step)},
        {"parameters", std::move(parameters)},
    };
    if (series.start) {
        header["start"] = format_micro_time(*series.start);
    }
    if (!series.origin.licence.empty()) {
        header["licence"] = series.origin.licence;
    }
    return header;
}

Result<void> read_header(std::string_view json, WorkloadSeries& series) {
    FLOTILLA_TRY(const kube::Json header, kube::parse_json(json));
    const auto missing = [](std::string_view key) {
        return fail(ErrorCode::InvalidArgument, fmt::format("the first line has no {}", key));
    };
    const auto kind = kube::find_string(header, {"kind"});
    if (!kind) {
        return missing("kind");
    }
    FLOTILLA_TRY(series.kind, model::parse_series_kind(*kind));
    const kube::Json* step = kube::find(header, {"step_s"});
    if (step == nullptr || !step->is_number() || !(step->to_number<double>() > 0) ||
        step->to_number<double>() > 1e9) {
        return missing("step_s above 0");
    }
    series.step = Duration{static_cast<Duration::rep>(step->to_number<double>() * 1e9 + 0.5)};
    series.origin.type = kube::find_string(header, {"type"}).value_or("csv");
    series.origin.source = kube::find_string(header, {"source"}).value_or("");
    series.origin.licence = kube::find_string(header, {"licence"}).value_or("");
    series.origin.seed = static_cast<std::uint64_t>(kube::find_int(header, {"seed"}).value_or(0));
    if (const auto start = kube::find_string(header, {"start"})) {
        FLOTILLA_TRY(series.start, parse_time(*start));
    }
    if (const kube::JsonObject* parameters = kube::find_object(header, {"parameters"})) {
        for (const auto& member : *parameters) {
            if (member.value().is_string()) {
                series.origin.parameters.emplace(member.key(), kube::text_of(member.value().get_string()));
            }
        }
    }
    return {};
}

std::string to_csv(const WorkloadSeries& series) {
    std::string csv{kSeriesMark};
    kube::append_json(csv, header_json(series));
    fmt::format_to(std::back_inserter(csv), "\n{}\n", fmt::join(columns_of(series.kind), ","));
    auto missing = series.missing.begin();
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        csv += time_text(series, i);
        const bool is_missing = missing != series.missing.end() && *missing == i;
        missing += is_missing ? 1 : 0;
        if (is_missing) {
            csv += series.kind == SeriesKind::Usage ? ",,\n" : ",\n";
        } else if (series.kind == SeriesKind::Usage) {
            fmt::format_to(
                std::back_inserter(csv), ",{:.7g},{:.7g}\n", series.values[i], series.memory_mb[i]
            );
        } else {
            fmt::format_to(std::back_inserter(csv), ",{:.7g}\n", series.values[i]);
        }
    }
    return csv;
}

}  // namespace flotilla::lab::workload
