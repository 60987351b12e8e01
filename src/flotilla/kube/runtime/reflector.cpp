#include "flotilla/kube/runtime/reflector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "flotilla/io/within.hpp"
#include "flotilla/kube/runtime/jitter.hpp"

namespace flotilla::kube {

namespace {

constexpr Duration kShortWatch = std::chrono::seconds{1};
constexpr Duration kReportEach = std::chrono::minutes{1};

bool is_number(std::string_view version) {
    return !version.empty() && (version.front() != '0' || version.size() == 1) &&
           std::ranges::all_of(version, [](char c) { return c >= '0' && c <= '9'; });
}

/// The server has not got as far as the version that we ask for, and perhaps never will: it was restored from
/// a copy.
bool is_version_too_large(const Error& error) {
    return error.message.find("Too large resource version") != std::string::npos;
}

bool is_version_unusable(const Error& error) {
    return error.code == ErrorCode::Expired || is_version_too_large(error);
}

/// After these the next watch goes on where the last one was; after others the state is listed anew.
bool may_resume_after(const Error& error) {
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded ||
           error.code == ErrorCode::TooManyRequests;
}

bool lacks_streaming_lists(const Error& error) {
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Unsupported;
}

}  // namespace

bool is_not_newer(std::string_view a, std::string_view b) {
    if (!is_number(a) || !is_number(b)) {
        return false;
    }
    return a.size() != b.size() ? a.size() < b.size() : a <= b;
}

Reflector::Reflector(
    const Environment& environment, ReflectorOptions options, ReflectorSink& sink, InformerMetrics& metrics
)
    : environment_(environment),
      options_(std::move(options)),
      sink_(sink),
      metrics_(metrics),
      random_(environment.seed, "reflector/" + options_.type.group_resource() + "/" + options_.namespace_),
      backoff_(options_.backoff),
      can_stream_lists_(options_.prefer_streaming_list) {}

asio::awaitable<void> Reflector::run() {
    while (true) {
        const Result<void> synchronized = co_await synchronize();
        if (synchronized) {
            recovered();
            co_await follow();
            continue;
        }
        if (is_version_unusable(synchronized.error())) {
            is_version_usable_ = false;
        }
        co_await pause(synchronized.error());
    }
}

asio::awaitable<Result<void>> Reflector::synchronize() {
    stream_.reset();
    metrics_.lists.add();
    if (can_stream_lists_) {
        Result<void> streamed = co_await stream_list();
        if (streamed || !lacks_streaming_lists(streamed.error())) {
            co_return streamed;
        }
        can_stream_lists_ = false;
        environment_.log.debug(
            "no streaming lists here, listing in pages",
            {{"resource", options_.type.group_resource()}, {"error", streamed.error()}}
        );
    }
    co_return co_await list_pages();
}

/// Any state at first, then none older than the one we had; the most recent one after that proved unusable.
std::string Reflector::list_version() const {
    if (!is_version_usable_) {
        return "";
    }
    return has_listed_ ? last_version_ : "0";
}

asio::awaitable<Result<void>> Reflector::list_pages() {
    ListOptions options;
    options.label_selector = options_.label_selector;
    options.field_selector = options_.field_selector;
    options.resource_version = list_version();
    options.limit = options_.page_size;
    if (!options.resource_version.empty() && options.resource_version != "0") {
        options.resource_version_match = "NotOlderThan";  // with a limit, none would mean Exact
    }
    sink_.begin_replace();
    while (true) {
        Result<ObjectList> page =
            co_await environment_.client.list_page(options_.type, options_.namespace_, options);
        if (!page && page.error().code == ErrorCode::Expired && !options.continue_token.empty()) {
            sink_.begin_replace();  // the pages took too long to be of one state: all at once, then
            options.continue_token.clear();
            options.limit = 0;
            continue;
        }
        if (!page) {
            co_return tl::unexpected<Error>{std::move(page).error()};
        }
        for (const SharedObject& object : page->items) {
            sink_.stage(object);
        }
        last_version_ = page->resource_version;
        if (page->continue_token.empty()) {
            break;
        }
        options.continue_token = page->continue_token;
        options.resource_version.clear();  // the token says of which state
        options.resource_version_match.clear();
    }
    has_listed_ = true;
    is_version_usable_ = true;
    sink_.commit_replace();
    co_return Result<void>{};
}

WatchOptions Reflector::watch_options() {
    WatchOptions options;
    options.label_selector = options_.label_selector;
    options.field_selector = options_.field_selector;
    options.timeout = jittered(options_.watch_timeout, 1, random_);
    return options;
}

asio::awaitable<Result<void>> Reflector::stream_list() {
    WatchOptions options = watch_options();
    options.send_initial_events = true;
    options.resource_version = is_version_usable_ ? last_version_ : "";
    metrics_.watches.add();
    auto stream = co_await environment_.client.watch(options_.type, options_.namespace_, options);
    if (!stream) {
        co_return tl::unexpected<Error>{std::move(stream).error()};
    }
    Result<void> initial = co_await read_initial_events(**stream);
    if (initial) {
        stream_ = std::move(*stream);  // and on it goes with what happens from here on
    }
    co_return initial;
}

asio::awaitable<Result<void>> Reflector::read_initial_events(WatchStream& stream) {
    sink_.begin_replace();
    while (true) {
        Result<std::optional<WatchEvent>> next = co_await next_event(stream);
        if (!next) {
            if (next.error().code == ErrorCode::DeadlineExceeded) {
                can_stream_lists_ = false;  // perhaps a server that knows no end of the initial events
            }
            co_return tl::unexpected<Error>{std::move(next).error()};
        }
        if (!*next) {
            co_return fail(ErrorCode::Unavailable, "the streaming list ended before it was complete");
        }
        const WatchEvent& event = **next;
        if (event.ends_initial_events()) {
            last_version_ = event.object->resource_version();
            break;
        }
        if (event.type == WatchEventType::Added || event.type == WatchEventType::Modified) {
            sink_.stage(event.object);
        }
    }
    has_listed_ = true;
    is_version_usable_ = true;
    sink_.commit_replace();
    co_return Result<void>{};
}

/// Watches, one watch after the other, until the state has to be listed anew.
asio::awaitable<void> Reflector::follow() {
    while (true) {
        const Result<void> watched = co_await watch_once();
        if (watched) {
            continue;
        }
        if (is_version_unusable(watched.error())) {
            is_version_usable_ = false;
        }
        co_await pause(watched.error());
        if (!is_version_usable_ || !may_resume_after(watched.error())) {
            co_return;
        }
    }
}

asio::awaitable<Result<void>> Reflector::watch_once() {
    const TimePoint started = environment_.clock().now();
    std::unique_ptr<WatchStream> stream = std::exchange(stream_, nullptr);
    if (!stream) {
        WatchOptions options = watch_options();
        options.resource_version = last_version_;
        metrics_.watches.add();
        auto opened = co_await environment_.client.watch(options_.type, options_.namespace_, options);
        if (!opened) {
            co_return tl::unexpected<Error>{std::move(opened).error()};
        }
        stream = std::move(*opened);
    }
    std::size_t count = 0;
    Result<void> ended = co_await read_events(*stream, count);
    if (ended && count == 0 && environment_.clock().now() - started < kShortWatch) {
        co_return fail(ErrorCode::Unavailable, "the server ended the watch at once");
    }
    co_return ended;
}

asio::awaitable<Result<void>> Reflector::read_events(WatchStream& stream, std::size_t& count) {
    while (true) {
        Result<std::optional<WatchEvent>> next = co_await next_event(stream);
        if (!next) {
            co_return tl::unexpected<Error>{std::move(next).error()};
        }
        if (!*next) {
            co_return Result<void>{};
        }
        // A server that sends its last bookmark and goes has served nothing: that is no reason to ask again
        // at once.
        count += (*next)->type == WatchEventType::Bookmark ? 0 : 1;
        recovered();
        take(**next);
    }
}

/// The next event; waits no longer than a live watch is silent.
asio::awaitable<Result<std::optional<WatchEvent>>> Reflector::next_event(WatchStream& stream) {
    Result<std::optional<WatchEvent>> arrived = stream.poll();
    if (!arrived || *arrived) {
        co_return arrived;
    }
    auto next = co_await io::within(environment_.clock(), options_.watch_silence, stream.next());
    if (!next) {
        co_return fail(
            ErrorCode::DeadlineExceeded,
            fmt::format(
                "watch {}: silent for {}",
                options_.type.group_resource(),
                format_duration(options_.watch_silence)
            )
        );
    }
    co_return std::move(*next);
}

void Reflector::take(const WatchEvent& event) {
    const std::string_view version = event.object->resource_version();
    if (event.type == WatchEventType::Bookmark) {
        if (!is_not_newer(version, last_version_)) {
            last_version_ = version;
        }
        return;
    }
    if (is_not_newer(version, last_version_)) {
        metrics_.stale.add();
        return;
    }
    last_version_ = version;
    if (event.type == WatchEventType::Deleted) {
        sink_.remove(event.object);
    } else {
        sink_.upsert(event.object);
    }
}

asio::awaitable<void> Reflector::pause(Error error) {
    metrics_.failures.add();
    const TimePoint now = environment_.clock().now();
    Duration wait = backoff_.next(now, random_);
    if (error.retry_after) {
        wait = std::max(wait, Duration{*error.retry_after});
    }
    report(error, wait);
    trouble_ = std::move(error);
    co_await environment_.clock().sleep_for(wait);
}

/// One line a minute, however fast it fails.
void Reflector::report(const Error& error, Duration wait) {
    const TimePoint now = environment_.clock().now();
    if (reported_ && now - *reported_ < kReportEach) {
        return;
    }
    const telemetry::Field fields[]{
        {"resource", options_.type.group_resource()},
        {"namespace", options_.namespace_},
        {"error", error},
        {"wait", wait}
    };
    if (error.code == ErrorCode::Expired) {
        environment_.log.log(
            telemetry::Level::Debug, "fell behind the server's history, listing anew", fields
        );
        return;
    }
    reported_ = now;
    environment_.log.log(telemetry::Level::Warn, "cannot follow the server, trying again", fields);
}

void Reflector::recovered() {
    if (!trouble_) {
        return;
    }
    trouble_.reset();
    if (std::exchange(reported_, std::nullopt)) {
        environment_.log.info(
            "follows the server again",
            {{"resource", options_.type.group_resource()}, {"namespace", options_.namespace_}}
        );
    }
}

}  // namespace flotilla::kube
