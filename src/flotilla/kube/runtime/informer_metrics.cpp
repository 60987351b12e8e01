#include "flotilla/kube/runtime/informer_metrics.hpp"

namespace flotilla::kube {

namespace {

telemetry::Counter& events(telemetry::Registry& registry, const std::string& resource, const char* effect) {
    return registry.counter(
        "flotilla_informer_events_total",
        "Changes that an informer took in, by effect.",
        {{"resource", resource}, {"effect", effect}}
    );
}

}  // namespace

InformerMetrics::InformerMetrics(telemetry::Registry& registry, const std::string& resource)
    : lists(registry.counter("flotilla_informer_lists_total", "Full states read.", {{"resource", resource}})),
      watches(
          registry.counter("flotilla_informer_watches_total", "Watches started.", {{"resource", resource}})
      ),
      failures(registry.counter(
          "flotilla_informer_failures_total", "Lists and watches that failed.", {{"resource", resource}}
      )),
      added(events(registry, resource, "added")),
      updated(events(registry, resource, "updated")),
      deleted(events(registry, resource, "deleted")),
      stale(events(registry, resource, "stale")),
      undecodable(events(registry, resource, "undecodable")),
      objects(registry.gauge("flotilla_informer_objects_count", "Objects cached.", {{"resource", resource}})),
      synced(registry.gauge(
          "flotilla_informer_synced_state", "1 once the first list is in.", {{"resource", resource}}
      )) {}

}  // namespace flotilla::kube
