#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/status.hpp"

namespace flotilla::kube {

enum class WatchEventType { Added, Modified, Deleted, Bookmark, Error };

/// As on the wire: "ADDED".
std::string_view to_string(WatchEventType type);

/// The annotation of the bookmark that ends the initial events of a streaming list.
inline constexpr std::string_view kInitialEventsEnd = "k8s.io/initial-events-end";

struct WatchEvent {
    WatchEventType type = WatchEventType::Added;
    SharedObject object;  ///< of Error, the Status that the server sent

    /// Whether this is the bookmark behind the last initial event of a streaming list.
    [[nodiscard]] bool ends_initial_events() const;
    /// Of Error: what the server says. InvalidArgument when its object is no Status.
    [[nodiscard]] Result<Status> status() const;
};

/// The line of a watch's answer, line end included: `{"type":"ADDED","object":{…}}\n`.
std::string encode_watch_event(WatchEventType type, const EncodedObject& object);
void append_watch_event(std::string& out, WatchEventType type, const EncodedObject& object);

/// Cuts the body of a watch into events. Feed it pieces of any size and take events until there is none.
///
///     decoder.feed(piece);
///     while (true) { FLOTILLA_TRY(auto event, decoder.next()); if (!event) break; … }
///
/// A failure is final: the place of the next event is unknown, so the watch has to be started anew.
class WatchDecoder {
public:
    /// `max_event`: an event longer than that fails with InvalidArgument before its end has come.
    explicit WatchDecoder(std::size_t max_event = 64U << 20U) : max_event_{max_event} {}

    void feed(std::string_view bytes);
    /// The next event that is there as a whole; absent when more bytes are needed.
    Result<std::optional<WatchEvent>> next();
    /// To be asked at the end of the body: fails with Unavailable when it broke off in the middle of an
    /// event.
    Result<void> finish() const;

private:
    std::string buffer_;
    std::size_t taken_ = 0;    // bytes before this were given out
    std::size_t scanned_ = 0;  // bytes before this hold no line end
    std::size_t max_event_;
    std::optional<Error> failure_;
};

}  // namespace flotilla::kube
