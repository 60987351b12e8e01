#include "flotilla/lab/workload/report.hpp"

#include "flotilla/lab/plot/time_chart.hpp"
#include "flotilla/lab/workload/config.hpp"
#include "flotilla/lab/workload/series_file.hpp"

namespace flotilla::lab::workload {
namespace {

using model::SeriesKind;
using model::WorkloadSeries;
using sim::workload::SeriesStatistics;
using sim::workload::StatisticsRow;

/// Of the first panel.
std::string value_unit(SeriesKind kind) {
    return kind == SeriesKind::Usage ? "CPU, millicores" : std::string{unit_of(kind)};
}

/// What fits above a picture.
std::string title_of(const WorkloadSeries& series) {
    constexpr std::size_t kMost = 90;
    const std::string& type = series.origin.type;
    return type.size() <= kMost ? type : type.substr(0, kMost) + "…";
}

std::string summary_text(const std::string& id, const WorkloadSeries& series) {
    kube::JsonObject summary{
        {"id", id},
        {"series", header_json(series)},
        {"steps", series.values.size()},
        {"duration_s", std::chrono::duration<double>(series.duration()).count()},
        {"missing_steps", series.missing.size()},
        {"statistics", to_json(sim::workload::statistics_of(series.values, series.step))},
    };
    if (series.kind == SeriesKind::Usage) {
        summary["ram_statistics"] = to_json(sim::workload::statistics_of(series.memory_mb, series.step));
    }
    if (!series.origin.notes.empty()) {
        kube::JsonArray notes;
        for (const std::string& note : series.origin.notes) {
            notes.emplace_back(note);
        }
        summary["notes"] = std::move(notes);
    }
    return kube::to_json(summary) + "\n";
}

}  // namespace

kube::Json to_json(const SeriesStatistics& statistics) {
    kube::JsonObject made{
        {"steps", statistics.steps},
        {"mean", statistics.mean},
        {"cv", statistics.cv},
        {"p50_over_mean", statistics.p50_over_mean},
        {"p95_over_mean", statistics.p95_over_mean},
        {"p99_over_mean", statistics.p99_over_mean},
        {"max_over_mean", statistics.max_over_mean},
        {"min_over_mean", statistics.min_over_mean},
        {"bursts", statistics.bursts},
    };
    const auto put = [&made](std::string_view key, std::optional<double> value) {
        if (value) {
            made[key] = *value;
        }
    };
    put("autocorrelation_step", statistics.lag_one);
    put("autocorrelation_day", statistics.lag_day);
    put("daily_profile_share", statistics.daily_share);
    put("daily_max_over_mean", statistics.profile_max);
    put("daily_min_over_mean", statistics.profile_min);
    put("hurst", statistics.hurst);
    return made;
}

std::string to_table(const std::vector<Column>& columns) {
    std::string table = fmt::format("{:<16}", "");
    std::vector<std::vector<StatisticsRow>> rows;
    for (const Column& column : columns) {
        table += fmt::format(" {:>16}", column.head.substr(0, 16));
        rows.push_back(sim::workload::to_rows(column.statistics));
    }
    table += '\n';
    for (std::size_t row = 0; !rows.empty() && row < rows.front().size(); ++row) {
        table += fmt::format("{:<16}", rows.front()[row].name);
        for (const auto& of_column : rows) {
            table += fmt::format(" {:>16}", of_column[row].value);
        }
        table += '\n';
    }
    return table;
}

std::string described(const WorkloadSeries& series) {
    std::string text = fmt::format(
        "{}: {}, {} steps of {}, {}",
        series.origin.type,
        to_string(series.kind),
        series.values.size(),
        format_duration(series.step),
        series.origin.source == "synthetic" ? "synthetic, not the data set itself"
                                            : "source: " + series.origin.source
    );
    if (!series.origin.licence.empty()) {
        text += fmt::format(", licence {}", series.origin.licence);
    }
    return text;
}

std::string to_svg(const WorkloadSeries& series) {
    plot::TimeChart chart;
    chart.title = title_of(series);
    chart.subtitle = fmt::format(
        "{} steps of {}, seed {}, {}",
        series.values.size(),
        format_duration(series.step),
        series.origin.seed,
        series.origin.source
    );
    chart.panels.push_back({value_unit(series.kind), {{"", series.step, series.values}}});
    if (series.kind == SeriesKind::Usage) {
        chart.panels.push_back({"memory, MB", {{"", series.step, series.memory_mb}}});
    }
    return plot::to_svg(chart);
}

Result<std::string> to_svg(const std::vector<WorkloadSeries>& all, const std::vector<std::string>& names) {
    if (all.size() == 1) {
        return to_svg(all.front());
    }
    plot::TimeChart chart;
    chart.title = "Workloads";
    plot::TimePanel values{value_unit(all.front().kind), {}};
    plot::TimePanel memory{"memory, MB", {}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].kind != all.front().kind) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "{} has {} and {} {}",
                    names.front(),
                    to_string(all.front().kind),
                    names[i],
                    to_string(all[i].kind)
                )
            );
        }
        values.lines.push_back({names[i], all[i].step, all[i].values});
        memory.lines.push_back({names[i], all[i].step, all[i].memory_mb});
        chart.subtitle += (i > 0 ? ", " : "") + all[i].origin.type;
    }
    chart.panels.push_back(std::move(values));
    if (all.front().kind == SeriesKind::Usage) {
        chart.panels.push_back(std::move(memory));
    }
    return plot::to_svg(chart);
}

std::map<std::string, std::string> output_files(
    const sim::workload::WorkloadRequest& request, const WorkloadSeries& series
) {
    return {
        {"series.csv", to_csv(series)},
        {"config.json", to_config_text(request)},
        {"plot.svg", to_svg(series)},
        {"summary.json", summary_text(request_id(request), series)},
    };
}

}  // namespace flotilla::lab::workload
