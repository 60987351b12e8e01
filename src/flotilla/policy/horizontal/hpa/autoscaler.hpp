#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "flotilla/policy/horizontal/hpa/hpa.hpp"

namespace flotilla::policy::hpa {

/// status of a HorizontalPodAutoscaler.
struct Status {
    model::Replicas current;
    model::Replicas desired;
    std::optional<WallTime> last_scale;
    Conditions conditions;
    std::vector<MetricStatus> metrics;
};

/// An autoscaler whose writes always succeed, for simulators and recorded cases. A value: copying it is a
/// checkpoint, forking it a what-if.
class Autoscaler {
public:
    Autoscaler(Spec spec, Settings settings) : spec_{std::move(spec)}, settings_{settings} {}

    /// One sync. Where the decision says `rescale`, the caller sets spec.replicas to `desired`.
    const Decision& sync(const Observation& seen);

    [[nodiscard]] const Spec& spec() const { return spec_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const Status& status() const { return status_; }
    [[nodiscard]] const Memory& memory() const { return memory_; }

private:
    Spec spec_;
    Settings settings_;
    Memory memory_;
    Status status_;
    Decision decision_;
};

}  // namespace flotilla::policy::hpa
