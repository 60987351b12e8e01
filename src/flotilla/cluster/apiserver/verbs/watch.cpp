#include <fmt/format.h>

#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/selection/selection.hpp"
#include "flotilla/cluster/apiserver/verbs/freshness.hpp"
#include "flotilla/cluster/apiserver/verbs/list_options.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"
#include "flotilla/cluster/apiserver/warnings.hpp"
#include "flotilla/io/within.hpp"
#include "flotilla/kube/api/watch_event.hpp"

namespace flotilla::cluster {

namespace {

namespace asio = boost::asio;
namespace statuses = kube::statuses;

/// So many changes are looked at between two writes to the client.
constexpr std::size_t kBatch = 256;
constexpr std::size_t kPieceBytes = 256U << 10U;

asio::awaitable<bool> woken(io::Signal& signal) {
    co_await signal.wait();
    co_return true;
}

/// Turns what happens in a collection into the lines of one watch.
class EventText {
public:
    EventText(const ApiRequest& request, Selection selection, IncludeObject include)
        : request_{request}, selection_{std::move(selection)}, include_{include} {}

    void append_initial(std::string& out, const kube::EncodedObject& object, WallTime now) {
        append(out, "ADDED", object, now);
    }

    /// Nothing when the change is none of this watch's business.
    void append_change(std::string& out, const Change& change, WallTime now) {
        const std::string_view namespace_ = request_.info.namespace_;
        if (request_.resource->type.namespaced && !namespace_.empty() &&
            change.object->namespace_() != namespace_) {
            return;
        }
        const bool is_deleted = change.type == Change::Type::Deleted;
        const bool matches = !is_deleted && selection_.matches(*change.object);
        const bool matched = change.previous && selection_.matches(*change.previous);
        if (matches) {
            append(out, matched ? "MODIFIED" : "ADDED", *change.object, now);
        } else if (matched && is_deleted) {
            append(out, "DELETED", *change.object, now);
        } else if (matched) {
            append_leaving(out, change, now);
        }
    }

    void append_bookmark(std::string& out, Revision revision, bool ends_initial_events) {
        if (request_.rendering.transform == Rendering::Transform::Table) {
            append_table_bookmark(out, revision, ends_initial_events);
            return;
        }
        const bool partial = request_.rendering.transform == Rendering::Transform::Metadata;
        out += fmt::format(
            R"({{"type":"BOOKMARK","object":{{"kind":"{}","apiVersion":"{}","metadata":{{"resourceVersion":"{}"{}}}}}}})",
            partial ? "PartialObjectMetadata" : request_.resource->type.kind,
            partial ? "meta.k8s.io/" + request_.rendering.version : request_.resource->type.api_version(),
            revision,
            ends_initial_events ? fmt::format(R"(,"annotations":{{"{}":"true"}})", kube::kInitialEventsEnd)
                                : ""
        );
        out += '\n';
    }

    /// A table of one row whose object is the bookmark.
    void append_table_bookmark(std::string& out, Revision revision, bool ends_initial_events) {
        kube::Json bookmark(kube::JsonObject{});
        kube::place(bookmark, {"metadata", "resourceVersion"}) = std::to_string(revision);
        if (ends_initial_events) {
            kube::place(bookmark, {"metadata", "annotations", kube::kInitialEventsEnd}) = "true";
        }
        const std::string& version = request_.rendering.version;
        kube::Json table =
            make_table(*request_.resource->schema, version, *kube::find(bookmark, {"metadata"}));
        kube::remove(table, {"metadata", "annotations"});
        kube::place(table, {"columnDefinitions"}) = nullptr;
        kube::place(table, {"rows"}) = kube::JsonArray{
            make_table_row(*request_.resource->schema, bookmark, IncludeObject::Metadata, WallTime{}, version)
        };
        out += fmt::format("{{\"type\":\"BOOKMARK\",\"object\":{}}}\n", kube::to_json(table));
    }

    static void append_error(std::string& out, const kube::Status& status) {
        out += fmt::format("{{\"type\":\"ERROR\",\"object\":{}}}\n", kube::to_json(status));
    }

private:
    /// It is still there but no longer selected: DELETED with the state that was, as of this change.
    void append_leaving(std::string& out, const Change& change, WallTime now) {
        kube::Json last = change.previous->parsed();
        kube::place(last, {"metadata", "resourceVersion"}) = std::to_string(change.revision);
        if (const auto encoded = kube::EncodedObject::from(last)) {
            append(out, "DELETED", **encoded, now);
        }
    }

    void append(std::string& out, std::string_view type, const kube::EncodedObject& object, WallTime now) {
        out += fmt::format("{{\"type\":\"{}\",\"object\":", type);
        if (request_.rendering.transform == Rendering::Transform::None) {
            const auto text = VersionedText::of(*request_.resource, object);
            out += text ? text->json() : std::string_view{"null"};
        } else {
            append_transformed(out, object, now);
        }
        out += "}\n";
    }

    void append_transformed(std::string& out, const kube::EncodedObject& object, WallTime now) {
        const auto json = in_version(*request_.resource, object);
        const std::string& version = request_.rendering.version;
        if (!json) {
            out += kube::to_json(json.error());
            return;
        }
        if (request_.rendering.transform == Rendering::Transform::Metadata) {
            kube::append_json(out, partial_metadata(*json, version));
            return;
        }
        kube::Json metadata(kube::JsonObject{});
        metadata.as_object()["resourceVersion"] = object.resource_version();
        kube::Json table = make_table(*request_.resource->schema, version, metadata);
        if (!std::exchange(first_table_, false)) {
            kube::place(table, {"columnDefinitions"}) = nullptr;
        }
        kube::place(table, {"rows"}) =
            kube::JsonArray{make_table_row(*request_.resource->schema, *json, include_, now, version)};
        kube::append_json(out, table);
    }

    const ApiRequest& request_;
    Selection selection_;
    IncludeObject include_;
    bool first_table_ = true;

public:
    [[nodiscard]] const Selection& selection() const { return selection_; }
};

/// One watch while it runs.
class WatchSession {
public:
    WatchSession(
        Core& core,
        const ApiRequest& request,
        const ListOptions& options,
        EventText events,
        std::optional<Duration> cut,
        io::http::ResponseWriter& writer
    )
        : core_{core},
          request_{request},
          options_{options},
          events_{std::move(events)},
          writer_{writer},
          collection_{*request.resource->collection},
          drops_before_{core.drops} {
        const Duration shortest = core.options.min_watch_timeout;
        const auto extra = Duration{core.identities.between(0, shortest.count())};
        ends_ = core.clock.now() + options.timeout.value_or(shortest + extra);
        if (cut && core.clock.now() + *cut < ends_) {
            ends_ = core.clock.now() + *cut;
            was_cut_ = true;
        }
        next_bookmark_ = core.clock.now() + core.options.bookmark_interval;
    }

    asio::awaitable<void> run() {
        if (wants_initial_events()) {
            const bool begun = co_await send_initial_events();
            if (!begun) {
                co_return;
            }
        }
        while (core_.clock.now() < ends_ && !core_.stopping && !was_dropped()) {
            const auto more = co_await send_changes();
            if (!more) {
                co_return;
            }
            if (!*more) {
                co_await wait();
            }
        }
        if (options_.bookmarks && !was_cut_ && !was_dropped()) {
            piece_.clear();
            events_.append_bookmark(piece_, seen_, false);
            co_await writer_.write(piece_);
        }
    }

private:
    [[nodiscard]] bool was_dropped() const { return core_.drops != drops_before_; }
    [[nodiscard]] bool wants_initial_events() const {
        return options_.send_initial_events ||
               (options_.version.value_or(0) == 0 && !options_.skip_initial_events);
    }

    /// False when the watch is over.
    asio::awaitable<bool> send_initial_events() {
        auto fresh = co_await await_version(core_, collection_, options_.version.value_or(0));
        if (!fresh) {
            piece_.clear();
            EventText::append_error(piece_, fresh.error());
            co_await flush();
            co_return false;
        }
        seen_ = core_.store.revision();
        std::vector<ObjectPtr> objects;
        static_cast<void>(collection_.visit(Range{request_.info.namespace_}, [&](const ObjectPtr& object) {
            if (events_.selection().matches(*object)) {
                objects.push_back(object);
            }
            return true;
        }));
        co_await core_.store.durable(seen_);
        piece_.clear();
        for (const ObjectPtr& object : objects) {
            events_.append_initial(piece_, *object, core_.clock.wall_now());
            if (piece_.size() >= kPieceBytes) {
                const bool is_there = co_await flush();
                if (!is_there) {
                    co_return false;
                }
            }
        }
        if (options_.send_initial_events && options_.bookmarks) {
            events_.append_bookmark(piece_, seen_, true);
        }
        co_return co_await flush();
    }

    /// Whether there was anything; nothing when the watch is over.
    asio::awaitable<std::optional<bool>> send_changes() {
        if (first_ && !wants_initial_events()) {
            seen_ = options_.version.value_or(0) == 0 ? core_.store.durable_revision() : *options_.version;
        }
        first_ = false;
        const Revision up_to = core_.store.durable_revision();
        if (seen_ > up_to) {
            co_return false;  // from a version that is yet to come
        }
        const auto changes = collection_.changes(seen_, up_to, kBatch);
        piece_.clear();
        if (!changes) {
            EventText::append_error(piece_, statuses::expired(changes.error().message));
            co_await flush();
            co_return std::nullopt;
        }
        for (const Change& change : *changes) {
            events_.append_change(piece_, change, core_.clock.wall_now());
            seen_ = change.revision;
        }
        if (changes->size() < kBatch && seen_ < up_to) {
            seen_ = up_to;
        }
        if (options_.bookmarks && core_.clock.now() >= next_bookmark_) {
            events_.append_bookmark(piece_, seen_, false);
            next_bookmark_ = core_.clock.now() + core_.options.bookmark_interval;
        }
        const bool is_there = co_await flush();
        if (!is_there) {
            co_return std::nullopt;
        }
        co_return !changes->empty();
    }

    /// False when the client has gone.
    asio::awaitable<bool> flush() {
        if (piece_.empty()) {
            co_return true;
        }
        const auto sent = co_await writer_.write(piece_);
        piece_.clear();
        co_return sent.has_value();
    }

    asio::awaitable<void> wait() {
        TimePoint until = ends_;
        if (options_.bookmarks && next_bookmark_ < until) {
            until = next_bookmark_;
        }
        const Duration limit = until - core_.clock.now();
        co_await io::within(core_.clock, limit, woken(collection_.changed()));
    }

    Core& core_;
    const ApiRequest& request_;
    const ListOptions& options_;
    EventText events_;
    io::http::ResponseWriter& writer_;
    Collection& collection_;
    std::uint64_t drops_before_;
    TimePoint ends_;
    TimePoint next_bookmark_;
    bool was_cut_ = false;
    bool first_ = true;
    Revision seen_ = 0;
    std::string piece_;
};

}  // namespace

asio::awaitable<Outcome<void>> watch_objects(
    Core& core, ApiRequest& request, io::http::ResponseWriter& writer, std::optional<Duration> cut
) {
    const auto options = ListOptions::parse(request.info);
    if (!options) {
        co_return reject(options.error());
    }
    auto selection = Selection::parse(request.info, *request.resource);
    if (!selection) {
        co_return reject(std::move(selection).error());
    }
    const auto include = included_object(request);
    if (!include) {
        co_return reject(include.error());
    }
    const Revision from = options->version.value_or(0);
    if (from > 0 && !options->send_initial_events && from < request.resource->collection->compacted()) {
        co_return reject(statuses::expired(
            fmt::format("too old resource version: {} ({})", from, request.resource->collection->compacted())
        ));
    }
    io::http::Response head{200};
    head.headers.add("Content-Type", "application/json");
    add_warnings(head, request.warnings);
    const auto started = co_await writer.start(std::move(head));
    if (!started) {
        co_return Outcome<void>{};
    }
    WatchSession session{
        core, request, *options, EventText{request, std::move(*selection), *include}, cut, writer
    };
    co_await session.run();
    co_await writer.finish();
    co_return Outcome<void>{};
}

}  // namespace flotilla::cluster
