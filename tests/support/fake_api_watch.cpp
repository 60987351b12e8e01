#include <algorithm>
#include <utility>

#include "flotilla/io/within.hpp"
#include "flotilla/kube/api/status.hpp"

#include "support/fake_api.hpp"
#include "support/fake_api_target.hpp"

namespace flotilla::testing_support {

using io::http::Response;
using kube::DynamicObject;
using kube::ObjectKey;
using kube::SharedObject;
using kube::WatchEventType;

namespace {

class Counted {
public:
    explicit Counted(std::size_t& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::size_t& count_;
};

}  // namespace

asio::awaitable<void> FakeApi::watch(Target target, Writer& writer) {
    const Counted open{open_watches_};
    const std::uint64_t cuts = cuts_;
    const std::uint64_t timeout = target.number("timeoutSeconds");
    const TimePoint deadline = clock_.now() + std::chrono::seconds{timeout == 0 ? 1800 : timeout};

    Response head{200};
    head.headers.set("Content-Type", "application/json");
    co_await writer.start(std::move(head));
    std::uint64_t seen = target.number("resourceVersion");
    if (target.option("sendInitialEvents") == "true" || seen == 0) {
        seen = version_;
        const bool is_there = co_await write_initial(target, seen, writer);
        if (!is_there) {
            co_return;
        }
    }
    TimePoint next_bookmark = clock_.now() + bookmark_period;
    while (true) {
        const bool goes_on = co_await write_changes(target, seen, cuts, writer);
        if (!goes_on) {
            co_return;
        }
        if (clock_.now() >= next_bookmark) {  // everything up to now is written
            next_bookmark += bookmark_period;
            seen = version_;
            if (has_bookmarks) {
                const bool is_there = co_await write_bookmark(target, seen, false, writer);
                if (!is_there) {
                    co_return;
                }
            }
        }
        const TimePoint wake = std::min(deadline, next_bookmark);
        co_await io::within(clock_, wake - clock_.now(), changed_.wait());
        if (cuts != cuts_) {
            co_return;  // without finish: cut off
        }
        if (clock_.now() >= deadline) {
            co_await writer.finish();
            co_return;
        }
    }
}

/// Writes what happened behind `seen`, which moves along; false: the watch is over, or was cut since `cuts`.
asio::awaitable<bool> FakeApi::write_changes(
    const Target& target, std::uint64_t& seen, std::uint64_t cuts, Writer& writer
) {
    for (std::size_t i = 0; i < history_.size(); ++i) {
        const Change change = history_[i];
        if (change.version <= seen || change.collection != target.collection ||
            !target.covers(*change.object)) {
            continue;
        }
        seen = change.version;
        if (cuts != cuts_) {
            co_return false;
        }
        const bool goes_on = co_await write_event(change.type, *change.object, writer);
        if (!goes_on) {
            co_return false;
        }
        if (happens(faults.repeat)) {
            const bool is_there = co_await write_again(target, i, writer);
            if (!is_there) {
                co_return false;
            }
        }
    }
    co_return true;
}

/// Writes one of the changes up to `newest` once more; false: the client has gone.
asio::awaitable<bool> FakeApi::write_again(const Target& target, std::size_t newest, Writer& writer) {
    const auto which = static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(newest)));
    const Change again = history_[which];
    if (again.collection != target.collection || !target.covers(*again.object)) {
        co_return true;
    }
    const std::string line = kube::encode_watch_event(again.type, *again.object);
    co_return (co_await writer.write(line)).has_value();
}

asio::awaitable<bool> FakeApi::write_initial(const Target& target, std::uint64_t version, Writer& writer) {
    const std::vector<SharedObject> all = select(target);
    for (const SharedObject& object : all) {
        const bool goes_on = co_await write_event(WatchEventType::Added, *object, writer);
        if (!goes_on) {
            co_return false;
        }
    }
    if (target.option("sendInitialEvents") == "true") {
        co_return co_await write_bookmark(target, version, true, writer);
    }
    co_return true;
}

asio::awaitable<bool> FakeApi::write_bookmark(
    const Target& target, std::uint64_t version, bool is_end, Writer& writer
) {
    DynamicObject bookmark{target.type(), ObjectKey{}};
    bookmark.set_resource_version(std::to_string(version));
    if (is_end) {
        bookmark.set_annotation(kube::kInitialEventsEnd, "true");
    }
    const SharedObject object = bookmark.encoded().value();
    const std::string line = kube::encode_watch_event(WatchEventType::Bookmark, *object);
    co_return (co_await writer.write(line)).has_value();
}

/// Writes one event, or what goes wrong in its place; false: the watch is over.
asio::awaitable<bool> FakeApi::write_event(
    WatchEventType type, const kube::EncodedObject& object, Writer& writer
) {
    const std::string line = kube::encode_watch_event(type, object);
    if (happens(faults.silence)) {
        co_await clock_.sleep_for(std::chrono::hours{1});
    }
    if (happens(faults.expire)) {
        const std::string status = kube::to_json(kube::statuses::expired("too old resource version"));
        co_await writer.write("{\"type\":\"ERROR\",\"object\":" + status + "}\n");
        co_await writer.finish();
        co_return false;
    }
    if (happens(faults.cut)) {
        const auto size =
            static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(line.size())));
        co_await writer.write(line.substr(0, size));
        co_return false;
    }
    const auto written = co_await writer.write(line);
    if (!written) {
        co_return false;
    }
    if (happens(faults.end)) {
        co_await writer.finish();
        co_return false;
    }
    co_return true;
}

}  // namespace flotilla::testing_support
