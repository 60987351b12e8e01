#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "flotilla/base/random.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/api/types/cluster.gen.hpp"
#include "flotilla/kube/runtime/backoff.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/kube/runtime/object_traits.hpp"

namespace flotilla::kube {

/// What an event about the object says of it.
ObjectReference reference_to(const EncodedObject& object);
ObjectReference reference_to(const DynamicObject& object);
template <TypedObject T>
ObjectReference reference_to(const T& object) {
    ObjectReference reference;
    reference.api_version = resource_of<T>().api_version();
    reference.kind = resource_of<T>().kind;
    reference.namespace_ = object.metadata.namespace_;
    reference.name = object.metadata.name;
    reference.uid = object.metadata.uid;
    reference.resource_version = object.metadata.resource_version;
    return reference;
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
    bool tells_notes_apart =
        false;  ///< happenings with different notes are no series: where the note says the news
};

/// Sends events (events.k8s.io/v1) in the background. `record` never waits and never fails: what is too much
/// is dropped and counted.
///
/// The same happening again within six minutes becomes a series: the first repetition is sent, further ones
/// are counted and sent every half hour and when the series has ended.
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
    using Key = std::string;  // what makes two happenings the same; the note may differ
    struct Series {
        Event event;                  ///< as created, with the count seen so far
        std::int32_t sent_count = 0;  ///< 0: not created yet
        TimePoint last_seen{};
        TimePoint last_sent{};
        bool is_queued = false;
    };

    [[nodiscard]] Key key_of(const EventDraft& draft) const;
    [[nodiscard]] Event first_event(const EventDraft& draft);
    void enqueue(const Key& key, Series& series);
    void make_room();

    asio::awaitable<void> send_pending();
    asio::awaitable<void> send(Key key);
    asio::awaitable<Result<void>> write(Event event, bool is_new);
    asio::awaitable<void> flushed();
    asio::awaitable<void> tend_series();
    void tend();

    Environment environment_;
    EventRecorderOptions options_;
    telemetry::Counter& sent_;
    telemetry::Counter& dropped_;
    telemetry::Counter& failed_;
    TokenBucket bucket_;
    std::map<Key, Series> series_;
    std::deque<Key> pending_;
    std::uint64_t last_stamp_ = 0;
    RandomStream random_;
    bool is_sending_ = false;
    bool is_tending_ = false;
    bool is_stopping_ = false;
    io::Signal idle_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::kube
