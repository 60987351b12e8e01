#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Counters, gauges and histograms, and the registry that names them. Values are atomics: any thread may
/// write, none waits.
namespace flotilla::telemetry {

/// Only grows.
class Counter {
public:
    void add(double amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// Counts observations by upper bound.
class Histogram {
public:
    /// @param bounds ascending upper bounds, without +Inf
    explicit Histogram(std::vector<double> bounds);

    void observe(double value);
    [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
    /// Observations up to each bound, then all of them: one more than `bounds()`.
    [[nodiscard]] std::vector<std::uint64_t> cumulative_counts() const;
    [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;  // by bucket, not cumulative
    std::atomic<double> sum_{0};
};

/// `count` bounds, the first `start`, each `factor` times the one before.
std::vector<double> exponential_bounds(double start, double factor, int count);
/// 1 ms to about 16 s by doubling: for requests and queues.
std::vector<double> latency_bounds();

/// Label names with their values, in the order they are shown.
using Labels = std::vector<std::pair<std::string, std::string>>;

enum class MetricType { Counter, Gauge, Histogram };

/// The metrics of one program. References it hands out stay good for its life.
///
/// A name with its labels is one series: asking again gives the same one. A family keeps at most
/// `max_series`; what would be more is counted in one series whose label values are all "overflow", so that a
/// label with too many values cannot eat the memory.
class Registry {
public:
    explicit Registry(std::size_t max_series = 500);
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    /// @param name ends in _total
    Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
    Histogram& histogram(
        std::string_view name, std::string_view help, std::vector<double> bounds, Labels labels = {}
    );
    /// A gauge that is read when somebody looks. `read` is called from the thread that looks, under the
    /// registry's lock.
    void gauge_from(
        std::string_view name, std::string_view help, std::function<double()> read, Labels labels = {}
    );

    /// The text format of Prometheus, version 0.0.4.
    [[nodiscard]] std::string prometheus_text() const;
    /// OpenMetrics 1.0.
    [[nodiscard]] std::string openmetrics_text() const;

    /// What is wrong with the names, as sentences; empty when all read flotilla_<part>_<what>_<unit>.
    [[nodiscard]] std::vector<std::string> naming_problems() const;

private:
    struct Family;
    template <class Metric, class... Arguments>
    Metric& find_or_add(
        MetricType type, std::string_view name, std::string_view help, Labels labels, Arguments&&... arguments
    );
    Family& family(MetricType type, std::string_view name, std::string_view help);
    [[nodiscard]] std::string text(bool is_openmetrics) const;

    std::size_t max_series_;
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace flotilla::telemetry
