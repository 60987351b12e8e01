#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/backoff.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/kube/runtime/object_traits.hpp"

namespace flotilla::kube {

/// Which object an event is about.
struct ObjectReference {
    std::string api_version;
    std::string kind;
    std::string namespace_;
    std::string name;
    std::string uid;
    std::string resource_version;

    friend auto operator<=>(const ObjectReference&, const ObjectReference&) = default;
};

ObjectReference reference_to(const EncodedObject& object);
ObjectReference reference_to(const DynamicObject& object);
template <TypedObject T>
ObjectReference reference_to(const T& object) {
    const ResourceType& type = resource_of<T>();
    const ObjectMeta& metadata = object.metadata;
    return {
        type.api_version(), type.kind, metadata.namespace_, metadata.name, metadata.uid, metadata.resource_version};
}

enum class EventType { Normal, Warning };

/// One thing that happened to an object, for people: `kubectl describe` shows it.
struct EventDraft {
    ObjectReference regarding;
    EventType type = EventType::Normal;
    std::string reason;  ///< why, in one word: "ScaledUp"
    std::string action;  ///< what was done, in one word: "Scale"
    std::string note;    ///< a sentence; cut after 1 kB
    std::optional<ObjectReference> related = std::nullopt;
};

struct EventRecorderOptions {
    EventRecorderOptions() = default;
    EventRecorderOptions(std::string controller_, std::string instance_)
        : controller(std::move(controller_)), instance(std::move(instance_)) {}

    std::string controller;  ///< who reports: "flotilla.dev/group-operator"
    std::string instance;    ///< which replica of it: the pod's name; cut after 128 bytes
    std::size_t max_pending = 1000;
    std::size_t max_series = 4096;
    double per_second = 10;  ///< requests
    double burst = 25;
};

/// Sends events (events.k8s.io/v1) in the background. `record` never waits and never fails: what is too much is dropped and counted.
///
/// The same happening again within six minutes becomes a series: the first repetition is sent, further ones are counted and sent
/// every half hour and when the series has ended.
class EventRecorder {
public:
    EventRecorder(const Environment& environment, EventRecorderOptions options);
    EventRecorder(const EventRecorder&) = delete;
    EventRecorder& operator=(const EventRecorder&) = delete;

    void record(EventDraft draft);

    /// Sends what is pending, for at most `grace`, then stops.
    asio::awaitable<void> stop(Duration grace);

    [[nodiscard]] std::size_t pending() const { return pending_.size(); }

private:
    /// What makes two happenings the same; the note may differ.
    struct Key {
        ObjectReference regarding;
        EventType type;
        std::string reason;
        std::string action;
        std::optional<ObjectReference> related;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Series {
        ObjectKey event;          ///< the Event object
        Json body;                ///< as created: to create it anew when the server has forgotten it
        std::int64_t count = 1;
        std::int64_t sent_count = 0;  ///< 0: not created yet
        WallTime last_wall;
        TimePoint last_seen;
        TimePoint last_sent;
        bool is_queued = false;
    };

    static Key key_of_draft(const EventDraft& draft);
    [[nodiscard]] Series new_series(const EventDraft& draft);
    [[nodiscard]] bool enqueue(const Key& key, Series& series);
    void drop(const EventDraft& draft);

    asio::awaitable<void> send_all();
    asio::awaitable<void> send_next();
    asio::awaitable<Result<void>> send(Series series);
    asio::awaitable<Result<void>> create(Series series);
    asio::awaitable<void> maintain();
    void tend(TimePoint now);

    Environment environment_;
    EventRecorderOptions options_;
    telemetry::Counter& sent_;
    telemetry::Counter& dropped_;
    telemetry::Counter& failed_;
    TokenBucket bucket_;
    std::map<Key, Series> series_;
    std::deque<Key> pending_;
    std::uint64_t last_stamp_ = 0;
    bool is_sending_ = false;
    io::Signal changed_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::kube
