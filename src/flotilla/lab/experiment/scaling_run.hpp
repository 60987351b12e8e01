#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "flotilla/controllers/group/deployment_cache.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/reflector.hpp"
#include "flotilla/lab/experiment/scaling_time.hpp"

namespace flotilla::lab {

namespace asio = boost::asio;

struct ScalingRunOptions {
    struct Group {
        std::string name;
        std::vector<std::string> members;
    };

    std::string namespace_ = "default";
    std::vector<Group> groups;
    std::vector<ScalingStep> steps = usual_steps();
    int runs = 3;
    Duration timeout = std::chrono::minutes{10};  ///< for one step
};

/// Scales each group through the steps and writes down how long each member took. The members have the counts
/// that they had before when it is over, also when it fails.
class ScalingRun {
public:
    /// Told of each step as it ends, for progress.
    using OnStep = std::function<void(int run, const std::string& group, ScalingStep step, Duration took)>;

    ScalingRun(const kube::Environment& environment, ScalingRunOptions options, OnStep on_step);

    /// NotFound: a member is not there; DeadlineExceeded: a step took longer than its timeout; else what the
    /// API server said.
    asio::awaitable<Result<std::vector<ScalingRecord>>> run();
    /// Ends early, with Cancelled.
    void stop();

private:
    asio::awaitable<Result<void>> synchronize();
    asio::awaitable<Result<void>> run_all(std::vector<ScalingRecord>& records);
    asio::awaitable<Result<void>> measure_step(
        int run, const ScalingRunOptions::Group& group, ScalingStep step, std::vector<ScalingRecord>& records
    );
    asio::awaitable<Result<void>> scale_to(const ScalingRunOptions::Group& group, model::Replicas count);
    asio::awaitable<void> patch(std::string member, model::Replicas count, Result<WallTime>& patched_at);
    asio::awaitable<Result<void>> await_members(std::vector<ScalingRecord*> pending, TimePoint requested);
    asio::awaitable<void> restore();
    void tell_not_restored(const std::string& member, const Error& error) const;

    kube::Environment environment_;
    ScalingRunOptions options_;
    OnStep on_step_;
    controllers::group::DeploymentCache cache_;
    kube::InformerMetrics reflector_metrics_;
    kube::Reflector reflector_;
    std::map<std::string, model::Replicas> before_;
    bool is_stopping_ = false;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::lab
