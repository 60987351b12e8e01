#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/time.hpp"
#include "flotilla/model/units.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::controllers::group {

/// The operator's own metrics.
class GroupMetrics {
public:
    explicit GroupMetrics(telemetry::Registry& registry);

    void count_decision(const std::string& group, const std::string& policy);
    void count_action(const std::string& group, std::string_view outcome);
    void observe_patch(Duration latency);
    /// From the decision to the last answer to a patch.
    void observe_action(Duration until_patched);
    void observe_ready(const std::string& group, Duration until_ready);
    void count_error(ErrorCode code);
    void set_group(const std::string& group, bool is_paused, std::size_t conflicts, std::size_t missing);
    void set_member(const std::string& member, model::Replicas current, model::Replicas ready);
    void set_desired(const std::string& member, model::Replicas desired);

private:
    telemetry::Registry& registry_;
    telemetry::Histogram& patch_;
    telemetry::Histogram& action_;
};

}  // namespace flotilla::controllers::group
