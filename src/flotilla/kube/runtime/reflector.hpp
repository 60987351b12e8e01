#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/random.hpp"
#include "flotilla/kube/runtime/backoff.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/kube/runtime/informer_metrics.hpp"

namespace flotilla::kube {

/// Which objects, and how to follow them.
struct ReflectorOptions {
    ReflectorOptions() = default;
    explicit ReflectorOptions(ResourceType type_) : type(std::move(type_)) {}

    ResourceType type;
    std::string namespace_;  ///< empty: all
    std::string label_selector;
    std::string field_selector;
    std::int64_t page_size = 500;
    bool prefer_streaming_list = true;  ///< fall back to pages where the server has no streaming lists
    BackoffOptions backoff;
    /// The server is asked to end watches after this, lengthened by up to as much again.
    Duration watch_timeout = std::chrono::minutes{5};
    /// A watch that is silent for longer is taken for dead and started again; bookmarks come each minute.
    Duration watch_silence = std::chrono::minutes{3};
};

/// Takes what a reflector sees.
class ReflectorSink {
public:
    ReflectorSink() = default;
    ReflectorSink(const ReflectorSink&) = delete;
    ReflectorSink& operator=(const ReflectorSink&) = delete;
    virtual ~ReflectorSink() = default;

    /// A new full state begins; what was staged before is void.
    virtual void begin_replace() = 0;
    /// One object of the new state.
    virtual void stage(const SharedObject& object) = 0;
    /// The new state is complete and takes the place of the old one.
    virtual void commit_replace() = 0;
    /// The object was added or changed.
    virtual void upsert(const SharedObject& object) = 0;
    /// The object was deleted, or the selector does not match it any more.
    virtual void remove(const SharedObject& last) = 0;
};

/// Whether version `a` is older than `b` or the same. Versions that are no numbers cannot be compared: false.
bool is_not_newer(std::string_view a, std::string_view b);

/// Keeps a sink equal to what the server has: lists, watches, and recovers from everything that may go wrong
/// in between.
///
/// - First a streaming list (or pages): from the cache at first, later from no older state than the last one
/// seen; after
///   Expired from the most recent one.
/// - Then watches, each from the last version seen, bookmarks included. A clean end starts the next at once;
/// a cut, after a
///   back-off; Expired and what cannot be understood lead to a new list.
/// - Events that are not newer than the last one are dropped: whoever sent them twice or late does not turn
/// back the sink.
class Reflector {
public:
    Reflector(
        const Environment& environment,
        ReflectorOptions options,
        ReflectorSink& sink,
        InformerMetrics& metrics
    );

    /// Runs until cancelled.
    asio::awaitable<void> run();

    [[nodiscard]] const ReflectorOptions& options() const { return options_; }
    [[nodiscard]] const std::string& last_resource_version() const { return last_version_; }
    /// The failure that it tries to get over; nothing while all is well.
    [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

private:
    asio::awaitable<Result<void>> synchronize();
    asio::awaitable<Result<void>> list_pages();
    asio::awaitable<Result<void>> stream_list();
    asio::awaitable<Result<void>> read_initial_events(WatchStream& stream);
    asio::awaitable<void> follow();
    asio::awaitable<Result<void>> watch_once();
    asio::awaitable<Result<void>> read_events(WatchStream& stream, std::size_t& count);
    asio::awaitable<Result<std::optional<WatchEvent>>> next_event(WatchStream& stream);
    asio::awaitable<void> pause(Error error);

    void take(const WatchEvent& event);
    [[nodiscard]] std::string list_version() const;
    [[nodiscard]] WatchOptions watch_options();
    void report(const Error& error, Duration wait);
    void recovered();

    Environment environment_;
    ReflectorOptions options_;
    ReflectorSink& sink_;
    InformerMetrics& metrics_;
    RandomStream random_;
    Backoff backoff_;
    std::unique_ptr<WatchStream> stream_;  // left open by a streaming list
    std::string last_version_;
    bool is_version_usable_ = true;  // false after Expired: the next list asks for the most recent state
    bool can_stream_lists_;
    bool has_listed_ = false;
    std::optional<Error> trouble_;
    std::optional<TimePoint> reported_;
};

}  // namespace flotilla::kube
