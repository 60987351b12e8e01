#include "flotilla/policy/horizontal/hpa/autoscaler.hpp"

namespace flotilla::policy::hpa {

const Decision& Autoscaler::sync(const Observation& seen) {
    decide(spec_, settings_, seen, memory_, decision_);
    for (const ConditionChange& change : decision_.changes.all()) {
        status_.conditions.apply(change, seen.now);
    }
    status_.current = seen.spec_replicas;
    status_.metrics = decision_.metrics;
    if (decision_.verdict == Verdict::MetricsFailed) {
        return decision_;
    }
    status_.desired = decision_.desired;
    if (decision_.rescale) {
        status_.conditions.apply(record_rescale(spec_, seen, decision_, memory_), seen.now);
        status_.last_scale = seen.now;
    }
    return decision_;
}

}  // namespace flotilla::policy::hpa
