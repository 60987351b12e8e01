#include "flotilla/telemetry/detail/exposition.hpp"

#include <cmath>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace flotilla::telemetry::detail {

namespace {

std::string_view type_name(MetricType type) {
    switch (type) {
        case MetricType::Counter:
            return "counter";
        case MetricType::Gauge:
            return "gauge";
        case MetricType::Histogram:
            return "histogram";
    }
    return "unknown";
}

void append_escaped(std::string& out, std::string_view text, bool escape_quotes) {
    for (const char c : text) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '"' && escape_quotes) {
            out += "\\\"";
        } else {
            out += c;
        }
    }
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    return fmt::format("{}", value);
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += "=\"";
    append_escaped(out, value, true);
    out += '"';
}

/// `name_suffix{labels,le="bound"} value`; no le when `bound` is empty.
struct SampleName {
    std::string_view name;
    std::string_view suffix;
    const Labels& labels;
    std::string_view bound;
};

void append_sample(std::string& out, const SampleName& sample, std::string_view value) {
    out += sample.name;
    out += sample.suffix;
    if (!sample.labels.empty() || !sample.bound.empty()) {
        out += '{';
        std::string_view separator;
        for (const auto& [name, text] : sample.labels) {
            out += separator;
            append_label(out, name, text);
            separator = ",";
        }
        if (!sample.bound.empty()) {
            out += separator;
            append_label(out, "le", sample.bound);
        }
        out += '}';
    }
    out += ' ';
    out += value;
    out += '\n';
}

struct AppendSeries {
    std::string& out;
    std::string_view name;
    const Labels& labels;

    void operator()(const std::unique_ptr<Counter>& counter) const { append(counter->value()); }
    void operator()(const std::unique_ptr<Gauge>& gauge) const { append(gauge->value()); }
    void operator()(const std::function<double()>& read) const { append(read()); }
    void operator()(const std::unique_ptr<Histogram>& histogram) const {
        const auto counts = histogram->cumulative_counts();
        const auto& bounds = histogram->bounds();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const std::string bound = i < bounds.size() ? number(bounds[i]) : "+Inf";
            append_sample(out, {name, "_bucket", labels, bound}, fmt::format("{}", counts[i]));
        }
        append_sample(out, {name, "_sum", labels, ""}, number(histogram->sum()));
        append_sample(out, {name, "_count", labels, ""}, fmt::format("{}", counts.back()));
    }

    void append(double value) const { append_sample(out, {name, "", labels, ""}, number(value)); }
};

}  // namespace

void append_header(
    std::string& out, std::string_view name, std::string_view help, MetricType type, bool is_openmetrics
) {
    constexpr std::string_view kTotal = "_total";
    if (is_openmetrics && type == MetricType::Counter && name.ends_with(kTotal)) {
        name.remove_suffix(kTotal.size());
    }
    fmt::format_to(std::back_inserter(out), "# HELP {} ", name);
    append_escaped(out, help, is_openmetrics);
    fmt::format_to(std::back_inserter(out), "\n# TYPE {} {}\n", name, type_name(type));
}

void append_series(std::string& out, std::string_view name, const Labels& labels, const Series& series) {
    std::visit(AppendSeries{out, name, labels}, series);
}

}  // namespace flotilla::telemetry::detail
