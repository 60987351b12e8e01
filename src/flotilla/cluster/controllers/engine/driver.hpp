#pragma once
#include <memory>
#include <string>
#include <vector>

#include "flotilla/cluster/controllers/engine/feed.hpp"
#include "flotilla/cluster/controllers/engine/planner.hpp"
#include "flotilla/kube/runtime/controller.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"

namespace flotilla::cluster::controllers {

/// Runs one planner: takes keys from a work queue, asks for the plan, makes its changes, and comes back when
/// the world shows them.
class Driver final : public kube::Reconciler {
public:
    /// @param events where notes go; null: nowhere
    Driver(
        const kube::Environment& environment,
        World& world,
        WorldFeed& feed,
        kube::EventRecorder* events,
        std::unique_ptr<Planner> planner
    );

    /// Works until `stop()`. Start it when the world is filled.
    asio::awaitable<void> run();
    void stop() { controller_.stop(); }

    asio::awaitable<Result<kube::Requeue>> reconcile(kube::ObjectKey key) override;

    [[nodiscard]] std::string_view name() const { return planner_->name(); }

private:
    /// What the world must show before a key is planned again.
    struct Written {
        std::string resource;
        std::uint64_t version = 0;  ///< at least that; 0: the object is gone or another
        kube::ObjectKey key;
        std::string uid;
    };

    asio::awaitable<Result<void>> make(
        const kube::ObjectKey& key, const Change& change, std::vector<Written>& written
    );
    asio::awaitable<Result<kube::SharedObject>> send(const Change& change);
    asio::awaitable<Result<kube::SharedObject>> send_removal(const Change& change);
    asio::awaitable<void> settle(std::vector<Written> written);
    [[nodiscard]] bool is_shown(const Written& written) const;
    void tell(const Note& note, std::string_view suffix);
    [[nodiscard]] Instant now() const;

    kube::Environment environment_;
    World& world_;
    WorldFeed& feed_;
    kube::EventRecorder* events_;
    std::unique_ptr<Planner> planner_;
    kube::Controller controller_;
};

}  // namespace flotilla::cluster::controllers
