#pragma once
#include <cstddef>
#include <string>

#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::kube {

/// What one informer tells about itself, in series labelled with its resource.
class InformerMetrics {
public:
    InformerMetrics(telemetry::Registry& registry, const std::string& resource);

    telemetry::Counter& lists;
    telemetry::Counter& watches;
    telemetry::Counter& failures;  ///< of lists and watches
    telemetry::Counter& added;     ///< events, by what they did to the cache
    telemetry::Counter& updated;
    telemetry::Counter& deleted;
    telemetry::Counter& stale;        ///< events that came twice or late, and were dropped
    telemetry::Counter& undecodable;  ///< objects that were left as they were before
    telemetry::Gauge& objects;
    telemetry::Gauge& synced;  ///< 1 once the first list is in
};

}  // namespace flotilla::kube
