#pragma once
#include <string>

#include "flotilla/base/time.hpp"

namespace flotilla::telemetry {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace flotilla::telemetry

namespace flotilla::kube {

/// What one work queue tells about itself, in series labelled with its name.
class WorkQueueMetrics {
public:
    WorkQueueMetrics(telemetry::Registry& registry, const std::string& queue);

    void added(std::size_t depth);
    void retried();
    void taken(std::size_t depth, Duration waited);
    void done(Duration worked);

private:
    telemetry::Counter& adds_;
    telemetry::Counter& retries_;
    telemetry::Gauge& depth_;
    telemetry::Histogram& waits_;
    telemetry::Histogram& works_;
};

}  // namespace flotilla::kube
