#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::telemetry {

namespace detail {

using Series = std::variant<
    std::unique_ptr<Counter>,
    std::unique_ptr<Gauge>,
    std::unique_ptr<Histogram>,
    std::function<double()>>;

}  // namespace detail

/// All series of one name.
struct Registry::Family {
    Family(MetricType type_, std::string help_) : type(type_), help(std::move(help_)) {}

    MetricType type;
    std::string help;
    std::map<Labels, detail::Series> series;
};

}  // namespace flotilla::telemetry
