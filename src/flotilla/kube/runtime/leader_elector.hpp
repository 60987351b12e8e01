#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "flotilla/base/random.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/kube/api/types/cluster.gen.hpp"
#include "flotilla/kube/runtime/environment.hpp"

namespace flotilla::kube {

class EventRecorder;

/// Which Lease, who we are, and how long things may take. Require lease_duration > renew_deadline > 1.2 ×
/// retry_period.
struct LeaderElectorOptions {
    LeaderElectorOptions() = default;
    LeaderElectorOptions(ObjectKey lease_, std::string identity_)
        : lease(std::move(lease_)), identity(std::move(identity_)) {}

    ObjectKey lease;
    std::string identity;  ///< unlike that of every other candidate: host name and a random part
    Duration lease_duration = std::chrono::seconds{15};
    Duration renew_deadline = std::chrono::seconds{10};
    Duration retry_period = std::chrono::seconds{2};
    EventRecorder* events = nullptr;  ///< told who leads; outlives the elector
};

/// What LeaderElector reports; each may be empty. Called on its executor.
struct LeaderCallbacks {
    std::function<void()> on_started = nullptr;  ///< we lead from now on
    std::function<void()> on_stopped = nullptr;  ///< we do not any more, whatever the reason
    std::function<void(const std::string& identity)> on_new_leader = nullptr;
};

/// Holds a Lease so that of several candidates one leads at a time.
///
/// Only what is seen here counts: a candidate takes over when it has watched an unchanged record for the
/// holder's lease duration on its own monotonic clock; a leader gives up `renew_deadline` after it *sent* the
/// last request that succeeded. So two never lead at once, whatever the wall clocks say, as long as all
/// monotonic clocks run equally fast.
class LeaderElector {
public:
    /// Fails with InvalidArgument when the durations do not fit each other, or a name is empty.
    static Result<void> validate(const LeaderElectorOptions& options);

    /// @param options valid
    LeaderElector(
        const Environment& environment, LeaderElectorOptions options, LeaderCallbacks callbacks = {}
    );
    LeaderElector(const LeaderElector&) = delete;
    LeaderElector& operator=(const LeaderElector&) = delete;

    /// Becomes leader sooner or later, and stays it; returns when leadership is lost, or after `stop()`, the
    /// lease released.
    asio::awaitable<void> run();
    /// Gives the lease back, when it is ours, and ends `run()`. What only a leader may do must have ended
    /// before.
    void stop();

    /// Whether we lead now. False as soon as the renew deadline is over, even before `run()` has noticed.
    [[nodiscard]] bool is_leader() const;
    /// The last holder seen; empty when there was none.
    [[nodiscard]] const std::string& leader() const { return leader_; }
    [[nodiscard]] const std::string& identity() const { return options_.identity; }

private:
    asio::awaitable<bool> acquire();
    asio::awaitable<void> renew();
    asio::awaitable<void> release();
    asio::awaitable<Result<bool>> try_lead();
    asio::awaitable<Result<bool>> try_within(Duration limit);
    asio::awaitable<Result<void>> look();
    asio::awaitable<Result<void>> write(LeaseSpec wanted);
    asio::awaitable<void> pause(Duration duration);

    [[nodiscard]] LeaseSpec wanted_spec() const;
    [[nodiscard]] bool is_held_by_other() const;
    void observe(const SharedObject& lease);
    void started();
    void stopped();
    void tell_events(const std::string& note) const;
    void complain(std::string_view message, const Error& error);

    Environment environment_;
    LeaderElectorOptions options_;
    LeaderCallbacks callbacks_;
    RandomStream random_;
    DynamicObject lease_;  // as last seen, whole, so that an update loses nothing of it
    bool has_lease_ = false;
    LeaseSpec spec_;  // of lease_
    TimePoint observed_at_{};
    std::optional<TimePoint>
        renewed_at_;  // when the last successful request was sent; nothing while we do not lead
    std::string leader_;
    std::optional<TimePoint> complained_at_;
    bool is_stopping_ = false;
    io::Signal stop_;
};

}  // namespace flotilla::kube
