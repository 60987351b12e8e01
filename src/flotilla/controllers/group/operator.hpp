#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/controllers/group/action.hpp"
#include "flotilla/controllers/group/deployment_cache.hpp"
#include "flotilla/controllers/group/group_file_watch.hpp"
#include "flotilla/controllers/group/group_status.hpp"
#include "flotilla/controllers/group/grouping.hpp"
#include "flotilla/controllers/group/journal.hpp"
#include "flotilla/controllers/group/recommendations.hpp"
#include "flotilla/controllers/group/reporter.hpp"
#include "flotilla/controllers/group/throttle.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/reflector.hpp"
#include "flotilla/policy/horizontal/policy.hpp"

namespace flotilla::controllers::group {

/// One group as people look at it.
struct GroupView {
    ManagedGroup managed;
    std::optional<LastAction> last;
    std::optional<TimePoint> next_action;
    bool is_acting = false;
};

/// Scales groups of Deployments, each as one decision: observes, plans and acts, again and again.
///
/// Runs while it leads; makes no election itself. Everything it needs to know after a crash is in the
/// cluster: the Deployments, and the journal of all-or-none actions. It puts no finalizer on anything.
class Operator {
public:
    /// @param events outlives the operator
    Operator(
        const kube::Environment& environment,
        Options options,
        GroupFileWatch::ReadFile read_file,
        kube::EventRecorder& events
    );
    ~Operator();

    /// Returns after `stop()`, when actions in flight have ended or the grace period has passed.
    asio::awaitable<void> run();
    /// Begins no further action; those in flight have `grace` to end. May be called again.
    void stop(Duration grace);

    /// Unavailable: the API server cannot be reached, with the reason; otherwise fine.
    [[nodiscard]] Result<void> readiness() const;
    /// In the order of groups.
    [[nodiscard]] std::vector<GroupView> groups() const;
    [[nodiscard]] const Deployments& deployments() const { return cache_.all(); }
    /// Told after every change of Deployments and groups.
    [[nodiscard]] io::Signal& changed() { return cache_.changed(); }
    /// Actions that have ended, whatever came of them.
    [[nodiscard]] std::uint64_t actions() const { return actions_; }

private:
    struct State {
        policy::PolicyMemory memory;
        std::optional<LastAction> last;
        std::optional<TimePoint> next_action;
        bool is_acting = false;
    };

    asio::awaitable<void> synchronize();
    asio::awaitable<void> tick();
    asio::awaitable<void> pause();
    asio::awaitable<void> finish();
    asio::awaitable<void> resume_journal();
    asio::awaitable<void> resume_entry(JournalEntry entry);
    asio::awaitable<void> act(ManagedGroup managed);
    asio::awaitable<void> act_on(const ManagedGroup& managed, State& state);
    asio::awaitable<void> track_ready(
        std::string group, std::vector<policy::Change> changes, TimePoint started
    );
    asio::awaitable<void> write_status(ManagedGroup managed);

    void form(GroupInputs inputs);
    void start_due_actions();
    void start_status_writes();
    void tell_what_is_awaited();
    [[nodiscard]] bool may_act(const ManagedGroup& managed) const;
    void begin(State& state, model::Decision decision);
    void note_trouble(const Error& error);
    void note_recovery();
    void complain(std::string_view message, const std::string& group, const Error& error);
    [[nodiscard]] Duration tick_length() const;

    kube::Environment environment_;
    Options options_;
    Application application_;
    DeploymentCache cache_;
    kube::InformerMetrics reflector_metrics_;
    kube::Reflector reflector_;
    GroupFileWatch file_;
    Journal journal_;
    Actor actor_;
    Reporter reporter_;
    Throttle throttle_;
    std::vector<ManagedGroup> groups_;
    Recommendations recommendations_;
    std::map<std::string, State> states_;
    std::optional<Error> trouble_;
    bool is_journal_read_ = false;
    Duration grace_{0};
    std::uint64_t actions_ = 0;
    io::Signal wake_up_;  // something may be due
    io::Signal stopped_;
    io::TaskGroup actions_under_way_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::controllers::group
