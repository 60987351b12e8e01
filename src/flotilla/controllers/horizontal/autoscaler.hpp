#pragma once
#include <map>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/horizontal/readings.hpp"
#include "flotilla/controllers/horizontal/selectors.hpp"
#include "flotilla/controllers/horizontal/targets.hpp"
#include "flotilla/kube/runtime/controller.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"
#include "flotilla/kube/runtime/informers.hpp"
#include "flotilla/policy/horizontal/hpa/hpa.hpp"

namespace flotilla::controllers::horizontal {

struct Options {
    policy::hpa::Settings settings;
    int workers = 5;  ///< objects that are worked on at the same time
};

/// The controller of HorizontalPodAutoscaler objects (autoscaling/v2): reads the target's scale, its pods and
/// the metrics, lets the policy decide, writes the scale and the status, and tells by events.
///
/// An object is looked at one sync period after it appeared and after each sync; a change of the object does
/// not bring that forward. What the policy remembers is lost with the process, as upstream's is.
class Autoscaler final : public kube::Reconciler {
public:
    /// @param informers  start them after this was made
    /// @param events     may be null; outlives this
    Autoscaler(
        const kube::Environment& environment,
        kube::Informers& informers,
        Options options,
        kube::EventRecorder* events
    );

    /// Runs the syncs; hand it to a Manager, or await its `run()`.
    [[nodiscard]] kube::Controller& controller() { return controller_; }

    asio::awaitable<Result<kube::Requeue>> reconcile(kube::ObjectKey key) override;

private:
    using Object = kube::HorizontalPodAutoscaler;
    struct Sync;

    void forget(const kube::ObjectKey& key);
    asio::awaitable<void> sync(const Object& stored);
    asio::awaitable<bool> read_metrics(Sync& sync);
    void check_selector(Sync& sync);
    void tell_failures(Sync& sync);
    asio::awaitable<void> decide(Sync& sync);
    asio::awaitable<void> carry_out(Sync& sync);
    static std::string message_of(const Sync& sync, const policy::hpa::ConditionChange& change);
    static std::string reason_of(const Sync& sync);
    asio::awaitable<void> write_status(Sync& sync);
    void record(const Sync& sync, kube::EventType type, std::string reason, std::string note);

    kube::Environment environment_;
    Options options_;
    kube::EventRecorder* events_;
    kube::Informer<Object>& objects_;
    Targets targets_;
    Reader reader_;
    Selectors selectors_;
    std::map<kube::ObjectKey, policy::hpa::Memory> memories_;
    kube::Controller controller_;
    kube::Subscription added_;
};

}  // namespace flotilla::controllers::horizontal
