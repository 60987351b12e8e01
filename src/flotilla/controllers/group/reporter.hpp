#pragma once
#include <string>
#include <string_view>

#include "flotilla/controllers/group/action.hpp"
#include "flotilla/controllers/group/group_metrics.hpp"
#include "flotilla/controllers/group/group_status.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"
#include "flotilla/telemetry/log.hpp"

namespace flotilla::controllers::group {

/// Tells what was decided and done: log, metrics, Events.
class Reporter {
public:
    Reporter(
        telemetry::Logger log,
        telemetry::Registry& metrics,
        std::string of_namespace,
        kube::EventRecorder& events
    )
        : log_(std::move(log)), metrics_(metrics), namespace_(std::move(of_namespace)), events_(events) {}

    void decided(
        const ManagedGroup& managed, const model::Decision& decision, const model::Observation& seen
    );
    void dry_run(const ManagedGroup& managed, const std::vector<policy::Stage>& stages);
    void held_by_conflict(const ManagedGroup& managed);
    void ended(
        const ManagedGroup& managed,
        const ActionReport& report,
        const Deployments& deployments,
        const model::Decision& decision
    );
    void resumed(const std::string& group, const ActionReport& report);
    void ready(const std::string& group, Duration took);
    void not_ready(const std::string& group, const Error& error);
    void observed(const ManagedGroup& managed, const Deployments& deployments);

    [[nodiscard]] const telemetry::Logger& log() const { return log_; }
    [[nodiscard]] GroupMetrics& metrics() { return metrics_; }

private:
    void announce_on_group(
        const ManagedGroup& managed, bool is_warning, std::string reason, std::string note
    );
    void tell_member(
        const ManagedGroup& managed,
        const MemberOutcome& member,
        const Deployments& deployments,
        const model::Decision& decision
    );

    telemetry::Logger log_;
    GroupMetrics metrics_;
    std::string namespace_;
    kube::EventRecorder& events_;
};

}  // namespace flotilla::controllers::group
