#pragma once
#include <optional>
#include <string>

#include "flotilla/controllers/group/operator.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"
#include "flotilla/kube/runtime/leader_elector.hpp"

namespace flotilla::controllers::group {

/// How one replica of the operator takes part.
struct ProcessOptions {
    std::string identity;  ///< unlike that of every other replica: pod or host name and a random part
    bool with_leader_election = true;
};

/// One replica of the operator: waits until it leads, scales while it does, and gives the lease back when it
/// is told to stop.
class Process {
public:
    Process(
        const kube::Environment& environment,
        const Options& options,
        ProcessOptions process,
        GroupFileWatch::ReadFile read_file
    );

    /// Returns after `stop()`; Unavailable when leadership was lost: the process should be started again.
    asio::awaitable<Result<void>> run();
    /// Ends actions in flight within the grace period, then releases the lease.
    void stop();

    /// A replica that waits for the lease is ready to take over; one that leads must reach the API server.
    [[nodiscard]] Result<void> readiness() const;
    [[nodiscard]] bool is_leading() const { return is_leading_; }
    [[nodiscard]] Operator& group_operator() { return operator_; }
    [[nodiscard]] const Operator& group_operator() const { return operator_; }

private:
    asio::awaitable<void> await_leadership();
    void lost_leadership();

    kube::Environment environment_;
    ProcessOptions process_;
    Duration grace_;
    kube::EventRecorder events_;
    Operator operator_;
    kube::LeaderElector elector_;
    bool is_leading_ = false;
    bool is_stopping_ = false;
    bool was_leadership_lost_ = false;
    io::Signal changed_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::controllers::group
