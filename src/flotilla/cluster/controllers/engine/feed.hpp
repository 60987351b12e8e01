#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "flotilla/cluster/controllers/engine/world.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/environment.hpp"

namespace flotilla::cluster::controllers {

namespace asio = boost::asio;

struct FeedOptions {
    FeedOptions() = default;

    Duration watch_timeout = std::chrono::minutes{30};
    Duration watch_silence = std::chrono::hours{2};  ///< in process a watch does not die in silence
    /// Follow every resource that the server has, also those that come later; false: only the world's own.
    bool everything = true;
    /// Besides each time that a definition changes, when discovery is repeated at once.
    Duration discovery_interval = std::chrono::minutes{5};
};

/// Keeps a world equal to what the server has.
class WorldFeed {
public:
    WorldFeed(const kube::Environment& environment, World& world, FeedOptions options = FeedOptions{});
    ~WorldFeed();
    WorldFeed(const WorldFeed&) = delete;
    WorldFeed& operator=(const WorldFeed&) = delete;

    void start();
    /// Returns when every shelf has its first full list.
    asio::awaitable<void> wait_for_sync();
    asio::awaitable<void> stop();

    /// Wakes its waiters at every change of the world.
    [[nodiscard]] io::Signal& changed() { return changed_; }

private:
    class Follower;

    void follow(ShelfBase& shelf);
    asio::awaitable<void> discover_always();
    asio::awaitable<bool> definitions_change();
    asio::awaitable<Result<void>> discover();
    asio::awaitable<Result<std::vector<kube::ResourceType>>> served_resources();

    kube::Environment environment_;
    World& world_;
    FeedOptions options_;
    io::Signal changed_;
    std::map<std::string, std::unique_ptr<Follower>> followers_;
    bool is_running_ = false;
    bool has_discovered_ = false;
    io::Signal rediscover_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::cluster::controllers
