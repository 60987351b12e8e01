#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// What a Job's pods have come to.
struct JobProgress {
    std::int64_t active = 0;
    std::int64_t ready = 0;
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
};

/// How many pods to make (more than zero) or to take away (less) now.
/// @param parallelism at most so many at a time
/// @param completions so many have to succeed; absent: the first success ends it, and no new ones are begun
/// after it
std::int64_t missing_pods(
    const JobProgress& progress, std::int64_t parallelism, std::optional<std::int64_t> completions
);

/// Runs the pods of Jobs until enough have succeeded, or too many have failed. Indexed Jobs give each pod the
/// lowest index that is free. Pods are counted as long as they are there: there are no tracking finalizers.
class JobPlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "job"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    struct Round;
    void finish(Round& round, std::string_view type, std::string_view reason, std::string_view message) const;
    void make_pods(Round& round, std::int64_t missing) const;
    void take_pods(Round& round, std::int64_t surplus) const;

    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
