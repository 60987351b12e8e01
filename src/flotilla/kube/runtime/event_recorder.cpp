#include "flotilla/kube/runtime/event_recorder.hpp"

#include <algorithm>
#include <utility>

#include "flotilla/io/within.hpp"

namespace flotilla::kube {

namespace {

constexpr Duration kSeriesEnds = std::chrono::minutes{6};  // after its last repetition
constexpr Duration kHeartbeat = std::chrono::minutes{30};
constexpr Duration kTendEach = std::chrono::minutes{1};
constexpr std::size_t kMaxNote = 1024;
constexpr std::size_t kMaxInstance = 128;
constexpr int kMaxTries = 6;

/// The longest beginning of at most `limit` bytes that does not cut a character.
std::string shortened(std::string text, std::size_t limit) {
    if (text.size() <= limit) {
        return text;
    }
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    text.resize(end);
    return text;
}

std::string reference_key(const ObjectReference& reference) {
    return fmt::format(
        "{}|{}|{}|{}|{}",
        reference.api_version,
        reference.kind,
        reference.namespace_,
        reference.name,
        reference.uid
    );
}

std::string_view type_name(EventType type) {
    return type == EventType::Warning ? "Warning" : "Normal";
}

bool is_worth_another_try(const Error& error) {
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded ||
           error.code == ErrorCode::TooManyRequests;
}

Json series_patch(const EventSeries& series) {
    JsonObject patch;
    patch["series"] = write_json(series);
    return patch;
}

template <class Object>
ObjectReference make_reference(const Object& object) {
    ObjectReference reference;
    reference.api_version = object.api_version();
    reference.kind = object.kind();
    reference.namespace_ = object.namespace_();
    reference.name = object.name();
    reference.uid = object.uid();
    reference.resource_version = object.resource_version();
    return reference;
}

}  // namespace

ObjectReference reference_to(const DynamicObject& object) {
    return make_reference(object);
}

ObjectReference reference_to(const EncodedObject& object) {
    return make_reference(object);
}

EventRecorder::EventRecorder(const Environment& environment, EventRecorderOptions options)
    : environment_(environment),
      options_(std::move(options)),
      sent_(environment.metrics.counter(
          "flotilla_events_sent_total", "Events created, and series brought up to date."
      )),
      dropped_(environment.metrics.counter(
          "flotilla_events_dropped_total", "Events dropped, because too many were pending."
      )),
      failed_(
          environment.metrics.counter("flotilla_events_failed_total", "Events that the server did not take.")
      ),
      bucket_(options_.per_second, options_.burst),
      random_(environment.seed, "events/" + options_.controller),
      idle_(environment.executor),
      tasks_(environment.executor) {
    options_.instance = shortened(std::move(options_.instance), kMaxInstance);
}

void EventRecorder::record(EventDraft draft) {
    if (is_stopping_) {
        dropped_.add();
        return;
    }
    const TimePoint now = environment_.clock().now();
    const Key key = key_of(draft);
    const auto known = series_.find(key);
    if (known != series_.end() && now - known->second.last_seen < kSeriesEnds) {
        Series& series = known->second;
        EventSeries repeated = series.event.series.value_or(EventSeries{1, std::nullopt});
        ++repeated.count;
        repeated.last_observed_time = environment_.clock().wall_now();
        series.event.series = repeated;
        series.last_seen = now;
        if (repeated.count == 2) {
            enqueue(key, series);
        }
        return;
    }
    if (pending_.size() >= options_.max_pending) {
        dropped_.add();
        return;
    }
    if (known == series_.end()) {
        make_room();
    }
    Series& series = series_[key];
    const bool is_queued = series.is_queued;
    series = Series{first_event(draft), 0, now, now, is_queued};
    enqueue(key, series);
    if (!std::exchange(is_tending_, true)) {
        tasks_.spawn(tend_series());
    }
}

EventRecorder::Key EventRecorder::key_of(const EventDraft& draft) const {
    return fmt::format(
        "{}|{}|{}|{}|{}|{}",
        type_name(draft.type),
        draft.reason,
        draft.action,
        reference_key(draft.regarding),
        draft.related ? reference_key(*draft.related) : "",
        options_.tells_notes_apart ? draft.note : ""
    );
}

Event EventRecorder::first_event(const EventDraft& draft) {
    const WallTime now = environment_.clock().wall_now();
    const auto nanoseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    last_stamp_ = std::max(nanoseconds, last_stamp_ + 1);  // a name of its own, even within the same instant

    Event event;
    event.metadata.namespace_ = draft.regarding.namespace_.empty() ? "default" : draft.regarding.namespace_;
    event.metadata.name = fmt::format("{}.{:x}", draft.regarding.name, last_stamp_);
    event.event_time = now;
    event.reporting_controller = options_.controller;
    event.reporting_instance = options_.instance;
    event.action = draft.action;
    event.reason = draft.reason;
    event.regarding = draft.regarding;
    event.related = draft.related;
    event.note = shortened(draft.note, kMaxNote);
    event.type = type_name(draft.type);
    return event;
}

void EventRecorder::enqueue(const Key& key, Series& series) {
    if (!std::exchange(series.is_queued, true)) {
        pending_.push_back(key);
    }
    if (!std::exchange(is_sending_, true)) {
        tasks_.spawn(send_pending());
    }
}

/// Forgets the series that was quiet for longest, when there are too many: should it go on, it is a new
/// event.
void EventRecorder::make_room() {
    if (series_.size() < options_.max_series) {
        return;
    }
    const auto quietest = std::ranges::min_element(series_, {}, [](const auto& entry) {
        return std::pair{entry.second.is_queued, entry.second.last_seen};
    });
    if (!quietest->second.is_queued) {
        series_.erase(quietest);
    }
}

asio::awaitable<void> EventRecorder::send_pending() {
    while (!pending_.empty()) {
        const Duration wait = bucket_.reserve(environment_.clock().now());
        if (wait > Duration{0}) {
            co_await environment_.clock().sleep_for(wait);
        }
        const Key key = std::move(pending_.front());
        pending_.pop_front();
        co_await send(key);
    }
    is_sending_ = false;
    idle_.notify_all();
}

asio::awaitable<void> EventRecorder::send(Key key) {
    const auto queued = series_.find(key);
    if (queued == series_.end()) {
        co_return;  // queued again while its first event was on its way, and forgotten when that was refused
    }
    queued->second.is_queued = false;
    const Event event = queued->second.event;
    const bool is_new = queued->second.sent_count == 0;
    const std::int32_t count = event.series ? event.series->count : 1;

    Backoff backoff;
    Result<void> result;
    for (int tried = 0; tried < kMaxTries; ++tried) {
        result = co_await write(event, is_new);
        if (result || !is_worth_another_try(result.error())) {
            break;
        }
        const Duration wait = backoff.next(environment_.clock().now(), random_);
        co_await environment_.clock().sleep_for(wait);
    }
    if (result) {
        sent_.add();
    } else {
        failed_.add();
        environment_.log.warn(
            "the server did not take an event", {{"reason", event.reason}, {"error", result.error()}}
        );
    }
    const auto known = series_.find(key);
    if (known == series_.end() || known->second.event.metadata.name != event.metadata.name) {
        co_return;  // forgotten, or begun anew, meanwhile
    }
    if (!result && is_new) {
        series_.erase(known);  // there is nothing that repetitions could be added to
        co_return;
    }
    known->second.sent_count = count;
    known->second.last_sent = environment_.clock().now();
}

asio::awaitable<Result<void>> EventRecorder::write(Event event, bool is_new) {
    const ObjectKey key = event.metadata.key();
    if (!is_new) {
        std::string patch = to_json(series_patch(*event.series));
        const auto patched =
            co_await environment_.client.patch(resource_of<Event>(), key, PatchType::Merge, std::move(patch));
        if (patched || patched.error().code != ErrorCode::NotFound) {
            co_return patched ? Result<void>{} : tl::unexpected<Error>{patched.error()};
        }
    }  // or else the server has forgotten it, as it does after an hour
    std::string body = to_json(encode(event));
    const auto created =
        co_await environment_.client.create(resource_of<Event>(), key.namespace_, std::move(body));
    if (created || created.error().code == ErrorCode::AlreadyExists) {
        co_return Result<void>{};
    }
    co_return tl::unexpected<Error>{created.error()};
}

/// Looks after the series as long as there are any.
asio::awaitable<void> EventRecorder::tend_series() {
    while (!series_.empty()) {
        co_await environment_.clock().sleep_for(kTendEach);
        tend();
    }
    is_tending_ = false;
}

void EventRecorder::tend() {
    const TimePoint now = environment_.clock().now();
    for (auto at = series_.begin(); at != series_.end();) {
        auto& [key, series] = *at;
        const bool has_ended = now - series.last_seen >= kSeriesEnds;
        const bool has_news = series.event.series && series.event.series->count > series.sent_count;
        if (has_news && series.sent_count > 0 && (has_ended || now - series.last_sent >= kHeartbeat)) {
            enqueue(key, series);
        }
        const bool is_over = has_ended && !series.is_queued && series.sent_count > 0 && !has_news;
        at = is_over ? series_.erase(at) : std::next(at);
    }
}

asio::awaitable<void> EventRecorder::flushed() {
    while (is_sending_) {
        co_await idle_.wait();
    }
}

asio::awaitable<void> EventRecorder::stop(Duration grace) {
    is_stopping_ = true;
    for (auto& [key, series] : series_) {
        if (series.event.series && series.event.series->count > series.sent_count) {
            enqueue(key, series);
        }
    }
    co_await io::within(environment_.clock(), grace, flushed());
    tasks_.cancel();
    co_await tasks_.join();
}

}  // namespace flotilla::kube
