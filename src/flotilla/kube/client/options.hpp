#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "flotilla/base/time.hpp"

/// What may be said with each verb. All have constructors, so that a temporary may stand in a co_await
/// expression (GCC 12 destroys braced aggregates twice there).
namespace flotilla::kube {

struct GetOptions {
    GetOptions() = default;
    std::string resource_version;  ///< "" = the most recent, "0" = any, else not older than
    std::string subresource;       ///< "status", "scale"; "" = the object itself
};

struct ListOptions {
    ListOptions() = default;
    std::string label_selector;  ///< "app=web,tier in (a,b)"
    std::string field_selector;  ///< "spec.nodeName=n1"
    std::string resource_version;
    std::string resource_version_match;  ///< "", "NotOlderThan", "Exact"
    std::int64_t limit = 500;            ///< objects a page; 0 = all at once
    std::string continue_token;          ///< only for `list_page`
};

struct WatchOptions {
    WatchOptions() = default;
    std::string label_selector;
    std::string field_selector;
    std::string resource_version;  ///< events after it; "" = first the present objects as ADDED, then events
    bool allow_bookmarks = true;
    bool send_initial_events =
        false;  ///< streaming list: ADDED for all, then a bookmark with the end annotation
    std::optional<Duration> timeout =
        std::nullopt;  ///< the server ends the watch after it; rounded up to seconds
};

struct WriteOptions {
    WriteOptions() = default;
    std::string subresource;    ///< "status", "resize", …; "" = the object itself
    std::string field_manager;  ///< "" = the client's own
    bool dry_run = false;
    std::string field_validation;  ///< "", "Ignore", "Warn", "Strict"
};

/// The four kinds of patch.
enum class PatchType {
    JsonPatch,  ///< RFC 6902: a list of operations
    Merge,      ///< RFC 7386: null deletes, lists are replaced
    Strategic,  ///< lists of built-in kinds are merged by key
    Apply,  ///< server-side apply: a whole object, as this field manager wants it; creates what is not there
};

struct PatchOptions : WriteOptions {
    PatchOptions() = default;
    bool force = false;  ///< apply only: take fields over from other managers
};

enum class Propagation { Background, Foreground, Orphan };

struct DeleteOptions {
    DeleteOptions() = default;
    std::optional<Propagation> propagation = std::nullopt;
    std::optional<std::int64_t> grace_period_seconds = std::nullopt;
    std::string uid;               ///< precondition: only this very object
    std::string resource_version;  ///< precondition: only in this version
    bool dry_run = false;
};

struct LogOptions {
    LogOptions() = default;
    std::string container;
    bool follow = false;
    bool previous = false;
    bool timestamps = false;
    std::optional<std::int64_t> since_seconds = std::nullopt;
    std::optional<std::int64_t> tail_lines = std::nullopt;
    std::optional<std::int64_t> limit_bytes = std::nullopt;
};

}  // namespace flotilla::kube
