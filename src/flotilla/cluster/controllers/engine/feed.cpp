#include "flotilla/cluster/controllers/engine/feed.hpp"

#include <algorithm>
#include <set>

#include "flotilla/io/within.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/runtime/informer_metrics.hpp"
#include "flotilla/kube/runtime/reflector.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr std::string_view kCustomResources = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
constexpr Duration kSettle =
    std::chrono::milliseconds{100};  // a definition is established shortly after it was made

/// Events would be most of the traffic, and nobody owns anything by them.
bool is_followed(const kube::ResourceType& type) {
    return type.plural != "events" && type.plural != "componentstatuses";
}

kube::ReflectorOptions reflector_options(const kube::ResourceType& type, const FeedOptions& options) {
    kube::ReflectorOptions reflector{type};
    reflector.watch_timeout = options.watch_timeout;
    reflector.watch_silence = options.watch_silence;
    return reflector;
}

/// The resources of an APIResourceList that can be listed and watched.
std::vector<kube::ResourceType> watchable(
    const kube::Json& list, std::string_view group, std::string_view version
) {
    std::vector<kube::ResourceType> types;
    const kube::JsonArray* resources = kube::find_array(list, {"resources"});
    if (resources == nullptr) {
        return types;
    }
    for (const kube::Json& resource : *resources) {
        const std::string_view name = kube::find_string(resource, {"name"}).value_or("");
        const kube::JsonArray* verbs = kube::find_array(resource, {"verbs"});
        const bool can_watch = verbs != nullptr && std::ranges::any_of(*verbs, [](const kube::Json& verb) {
                                   return kube::find_string(verb, {}) == "watch";
                               });
        if (!can_watch || name.find('/') != std::string_view::npos) {
            continue;
        }
        kube::ResourceType type{
            std::string{group},
            std::string{version},
            std::string{name},
            std::string{kube::find_string(resource, {"kind"}).value_or("")},
            kube::find_bool(resource, {"namespaced"}).value_or(false),
        };
        if (is_followed(type)) {
            types.push_back(std::move(type));
        }
    }
    return types;
}

}  // namespace

/// One reflector with its shelf.
class WorldFeed::Follower final : public kube::ReflectorSink {
public:
    Follower(
        const kube::Environment& environment,
        ShelfBase& shelf,
        const FeedOptions& options,
        io::Signal& changed
    )
        : shelf_(shelf),
          changed_(changed),
          metrics_(environment.metrics, shelf.type().group_resource()),
          reflector_(environment, reflector_options(shelf.type(), options), *this, metrics_),
          tasks_(environment.executor) {
        tasks_.spawn(reflector_.run());
    }

    void begin_replace() override { shelf_.begin_replace(); }
    void stage(const kube::SharedObject& object) override { shelf_.stage(object); }
    void commit_replace() override {
        shelf_.commit_replace();
        changed_.notify_all();
    }
    void upsert(const kube::SharedObject& object) override {
        shelf_.put(object);
        changed_.notify_all();
    }
    void remove(const kube::SharedObject& last) override {
        shelf_.remove(last);
        changed_.notify_all();
    }

    [[nodiscard]] const ShelfBase& shelf() const { return shelf_; }
    asio::awaitable<void> stop() {
        tasks_.cancel();
        co_await tasks_.join();
    }
    /// The resource is gone: so is everything of it.
    void empty() {
        shelf_.begin_replace();
        shelf_.commit_replace();
    }

private:
    ShelfBase& shelf_;
    io::Signal& changed_;
    kube::InformerMetrics metrics_;
    kube::Reflector reflector_;
    io::TaskGroup tasks_;
};

WorldFeed::WorldFeed(const kube::Environment& environment, World& world, FeedOptions options)
    : environment_(environment),
      world_(world),
      options_(options),
      changed_(environment.executor),
      rediscover_(environment.executor),
      tasks_(environment.executor) {}

WorldFeed::~WorldFeed() = default;

void WorldFeed::start() {
    is_running_ = true;
    has_discovered_ = !options_.everything;
    for (const auto& [path, shelf] : world_.shelves()) {
        follow(*shelf);
    }
    if (options_.everything) {
        tasks_.spawn(discover_always());
    }
}

void WorldFeed::follow(ShelfBase& shelf) {
    const std::string path = shelf.type().collection_path();
    if (followers_.contains(path)) {
        return;
    }
    followers_.emplace(path, std::make_unique<Follower>(environment_, shelf, options_, changed_));
    if (path == kCustomResources) {
        shelf.on_any_change([this](const ObjectView* /*before*/, const ObjectView* /*after*/) {
            rediscover_.notify_all();
        });
    }
}

asio::awaitable<void> WorldFeed::wait_for_sync() {
    const auto is_synced = [this] {
        return has_discovered_ && std::ranges::all_of(followers_, [](const auto& entry) {
                   return entry.second->shelf().is_synced();
               });
    };
    while (!is_synced()) {
        co_await changed_.wait();
    }
}

asio::awaitable<void> WorldFeed::stop() {
    is_running_ = false;
    tasks_.cancel();
    co_await tasks_.join();
    for (const auto& [path, follower] : followers_) {
        co_await follower->stop();
    }
}

asio::awaitable<void> WorldFeed::discover_always() {
    while (is_running_) {
        const Result<void> discovered = co_await discover();
        if (!discovered) {
            environment_.log.warn("discovery failed, trying again", {{"error", discovered.error()}});
        }
        const Duration pause = discovered ? options_.discovery_interval : kSettle;
        static_cast<void>(co_await io::within(environment_.clock(), pause, definitions_change()));
        co_await environment_.clock().sleep_for(kSettle);
    }
}

asio::awaitable<bool> WorldFeed::definitions_change() {
    co_await rediscover_.wait();
    co_return true;
}

asio::awaitable<Result<void>> WorldFeed::discover() {
    FLOTILLA_CO_TRY(const std::vector<kube::ResourceType> types, co_await served_resources());
    std::set<std::string> served;
    for (const kube::ResourceType& type : types) {
        served.insert(type.collection_path());
        follow(world_.add(type));
    }
    for (auto follower = followers_.begin(); follower != followers_.end();) {
        if (served.contains(follower->first)) {
            ++follower;
            continue;
        }
        co_await follower->second->stop();
        follower->second->empty();
        follower = followers_.erase(follower);
    }
    has_discovered_ = true;
    changed_.notify_all();
    co_return Result<void>{};
}

/// Every resource in the version that its group prefers.
asio::awaitable<Result<std::vector<kube::ResourceType>>> WorldFeed::served_resources() {
    struct Version {
        std::string group;
        std::string version;
        std::string path;
    };
    std::vector<Version> versions;
    versions.push_back(Version{"", "v1", "/api/v1"});
    FLOTILLA_CO_TRY(const std::string groups_text, co_await environment_.client.get_raw("/apis"));
    FLOTILLA_CO_TRY(const kube::Json groups, kube::parse_json(groups_text));
    if (const kube::JsonArray* entries = kube::find_array(groups, {"groups"})) {
        for (const kube::Json& group : *entries) {
            const std::string name{kube::find_string(group, {"name"}).value_or("")};
            const std::string version{kube::find_string(group, {"preferredVersion", "version"}).value_or("")};
            versions.push_back(Version{name, version, "/apis/" + name + "/" + version});
        }
    }
    std::vector<kube::ResourceType> types;
    for (const Version& version : versions) {
        const Result<std::string> text = co_await environment_.client.get_raw(version.path);
        if (!text) {
            if (text.error().code == ErrorCode::NotFound) {
                continue;  // the group went away in between
            }
            co_return tl::unexpected<Error>{text.error()};
        }
        FLOTILLA_CO_TRY(const kube::Json list, kube::parse_json(*text));
        for (kube::ResourceType& type : watchable(list, version.group, version.version)) {
            types.push_back(std::move(type));
        }
    }
    co_return types;
}

}  // namespace flotilla::cluster::controllers
