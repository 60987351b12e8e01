#include "flotilla/telemetry/metrics.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <variant>

#include "flotilla/base/result.hpp"
#include "flotilla/telemetry/detail/exposition.hpp"
#include "flotilla/telemetry/detail/family.hpp"

namespace flotilla::telemetry {

namespace {

bool is_name(std::string_view name, bool allow_colon) {
    const auto is_letter = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (allow_colon && c == ':');
    };
    return !name.empty() && is_letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool are_label_names(const Labels& labels) {
    return std::ranges::all_of(labels, [](const auto& label) { return is_name(label.first, false); });
}

Labels overflow_of(Labels labels) {
    for (auto& [name, value] : labels) {
        value = "overflow";
    }
    return labels;
}

/// Endings that name what is counted: base units, and the ratios, flags and numbers of things that gauges
/// hold.
constexpr std::array<std::string_view, 9> kUnits{
    "_seconds", "_bytes", "_ratio", "_info", "_replicas", "_pods", "_cores", "_count", "_state"
};

bool has_unit(std::string_view name) {
    return std::ranges::any_of(kUnits, [&](std::string_view unit) { return name.ends_with(unit); });
}

void check_name(MetricType type, std::string_view name, std::vector<std::string>& problems) {
    if (!name.starts_with("flotilla_") || std::ranges::count(name, '_') < 2) {
        problems.push_back(fmt::format("{}: should read flotilla_<part>_<what>_<unit>", name));
    }
    if ((type == MetricType::Counter) != name.ends_with("_total")) {
        problems.push_back(fmt::format("{}: counters, and only they, end in _total", name));
    }
    if (type != MetricType::Counter && !has_unit(name)) {
        problems.push_back(fmt::format("{}: should end in one of {}", name, fmt::join(kUnits, " ")));
    }
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
    FLOTILLA_ASSERT(std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double value) {
    const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::cumulative_counts() const {
    std::vector<std::uint64_t> cumulative;
    cumulative.reserve(counts_.size());
    std::uint64_t total = 0;
    for (const auto& count : counts_) {
        total += count.load(std::memory_order_relaxed);
        cumulative.push_back(total);
    }
    return cumulative;
}

std::vector<double> exponential_bounds(double start, double factor, int count) {
    std::vector<double> bounds;
    for (double bound = start; count > 0; --count, bound *= factor) {
        bounds.push_back(bound);
    }
    return bounds;
}

std::vector<double> latency_bounds() {
    return exponential_bounds(0.001, 2, 15);
}

Registry::Registry(std::size_t max_series) : max_series_(max_series) {}
Registry::~Registry() = default;

Registry::Family& Registry::family(MetricType type, std::string_view name, std::string_view help) {
    FLOTILLA_ASSERT(is_name(name, true));
    auto found = families_.find(name);
    if (found == families_.end()) {
        found = families_.emplace(std::string{name}, std::make_unique<Family>(type, std::string{help})).first;
    }
    FLOTILLA_ASSERT(found->second->type == type);
    return *found->second;
}

template <class Metric, class... Arguments>
Metric& Registry::find_or_add(
    MetricType type, std::string_view name, std::string_view help, Labels labels, Arguments&&... arguments
) {
    FLOTILLA_ASSERT(are_label_names(labels));
    const std::scoped_lock lock{mutex_};
    auto& series = family(type, name, help).series;
    auto found = series.find(labels);
    if (found == series.end() && series.size() >= max_series_) {
        labels = overflow_of(std::move(labels));
        found = series.find(labels);
    }
    if (found == series.end()) {
        auto metric = std::make_unique<Metric>(std::forward<Arguments>(arguments)...);
        found = series.emplace(std::move(labels), std::move(metric)).first;
    }
    return *std::get<std::unique_ptr<Metric>>(found->second);
}

Counter& Registry::counter(std::string_view name, std::string_view help, Labels labels) {
    return find_or_add<Counter>(MetricType::Counter, name, help, std::move(labels));
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, Labels labels) {
    return find_or_add<Gauge>(MetricType::Gauge, name, help, std::move(labels));
}

Histogram& Registry::histogram(
    std::string_view name, std::string_view help, std::vector<double> bounds, Labels labels
) {
    return find_or_add<Histogram>(MetricType::Histogram, name, help, std::move(labels), std::move(bounds));
}

void Registry::gauge_from(
    std::string_view name, std::string_view help, std::function<double()> read, Labels labels
) {
    const std::scoped_lock lock{mutex_};
    family(MetricType::Gauge, name, help).series.insert_or_assign(std::move(labels), std::move(read));
}

std::string Registry::text(bool is_openmetrics) const {
    const std::scoped_lock lock{mutex_};
    std::string out;
    for (const auto& [name, family] : families_) {
        detail::append_header(out, name, family->help, family->type, is_openmetrics);
        for (const auto& [labels, series] : family->series) {
            detail::append_series(out, name, labels, series);
        }
    }
    if (is_openmetrics) {
        out += "# EOF\n";
    }
    return out;
}

std::string Registry::prometheus_text() const {
    return text(false);
}

std::string Registry::openmetrics_text() const {
    return text(true);
}

std::vector<std::string> Registry::naming_problems() const {
    const std::scoped_lock lock{mutex_};
    std::vector<std::string> problems;
    for (const auto& [name, family] : families_) {
        check_name(family->type, name, problems);
    }
    return problems;
}

}  // namespace flotilla::telemetry
