#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"
#include "flotilla/cluster/controllers/garbage/graph.hpp"

namespace flotilla::cluster::controllers {

/// Deletes what lost its owners, and carries out foreground and orphaning deletions. Keys are uids.
class GarbagePlanner final : public Planner {
public:
    [[nodiscard]] std::string_view name() const override { return "garbage-collector"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    void follow(ShelfBase& shelf);
    [[nodiscard]] bool has_seen_everything() const;
    [[nodiscard]] Change carry_out(const GarbageAction& action) const;

    World* world_ = nullptr;
    Enqueue enqueue_;
    OwnerGraph graph_;
};

}  // namespace flotilla::cluster::controllers
