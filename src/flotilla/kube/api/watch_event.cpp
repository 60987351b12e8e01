#include "flotilla/kube/api/watch_event.hpp"

#include <array>
#include <cstring>

#include "flotilla/kube/api/detail/object_skimmer.hpp"

namespace flotilla::kube {
namespace {

constexpr std::array<std::string_view, 5> kTypes = {"ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"};

Result<WatchEventType> type_of(std::string_view raw) {
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
        if (kTypes[i] == raw) {
            return static_cast<WatchEventType>(i);
        }
    }
    return fail(
        ErrorCode::InvalidArgument, fmt::format("a watch event of unknown type \"{}\"", raw.substr(0, 32))
    );
}

Result<WatchEvent> decode_line(std::string_view line) {
    detail::JsonScanner scanner{line};
    std::optional<WatchEventType> type;
    SharedObject object;
    detail::JsonScanner::Text key;
    scanner.enter_object();
    while (scanner.next_member(key)) {
        if (key.raw == "type") {
            detail::JsonScanner::Text text;
            if (scanner.read_text(text)) {
                FLOTILLA_TRY(type, type_of(text.raw));
            }
        } else if (key.raw == "object") {
            FLOTILLA_TRY(object, detail::ObjectSkimmer::take(scanner));
        } else {
            scanner.skip_value(1);
        }
    }
    if (!scanner.ok() || !scanner.expect_end()) {
        return tl::unexpected{scanner.error()};
    }
    if (!type || !object) {
        return fail(ErrorCode::InvalidArgument, "a watch event without a type or an object");
    }
    return WatchEvent{*type, std::move(object)};
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string_view to_string(WatchEventType type) {
    return kTypes[static_cast<std::size_t>(type)];
}

bool WatchEvent::ends_initial_events() const {
    return type == WatchEventType::Bookmark && object->annotation(kInitialEventsEnd) == "true";
}

Result<Status> WatchEvent::status() const {
    return status_from_json(object->parsed());
}

void append_watch_event(std::string& out, WatchEventType type, const EncodedObject& object) {
    out += "{\"type\":\"";
    out += to_string(type);
    out += "\",\"object\":";
    out += object.json();
    out += "}\n";
}

std::string encode_watch_event(WatchEventType type, const EncodedObject& object) {
    std::string out;
    append_watch_event(out, type, object);
    return out;
}

void WatchDecoder::feed(std::string_view bytes) {
    if (taken_ == buffer_.size()) {
        buffer_.clear();
        scanned_ = 0;
        taken_ = 0;
    } else if (taken_ > buffer_.size() / 2) {
        buffer_.erase(0, taken_);
        scanned_ -= taken_;
        taken_ = 0;
    }
    buffer_ += bytes;
}

Result<std::optional<WatchEvent>> WatchDecoder::next() {
    while (!failure_) {
        const void* end = std::memchr(buffer_.data() + scanned_, '\n', buffer_.size() - scanned_);
        if (end == nullptr) {
            scanned_ = buffer_.size();
            if (scanned_ - taken_ > max_event_) {
                failure_ = Error{
                    ErrorCode::InvalidArgument,
                    fmt::format("a watch event of more than {} bytes", max_event_),
                    std::nullopt
                };
                break;
            }
            return std::optional<WatchEvent>{};
        }
        const auto stop = static_cast<std::size_t>(static_cast<const char*>(end) - buffer_.data());
        const std::string_view line = std::string_view{buffer_}.substr(taken_, stop - taken_);
        taken_ = stop + 1;
        scanned_ = taken_;
        if (is_blank(line)) {
            continue;
        }
        auto event = decode_line(line);
        if (event) {
            return std::optional{std::move(*event)};
        }
        failure_ = std::move(event).error();
    }
    return tl::unexpected{*failure_};
}

Result<void> WatchDecoder::finish() const {
    if (failure_) {
        return tl::unexpected{*failure_};
    }
    if (!is_blank(std::string_view{buffer_}.substr(taken_))) {
        return fail(ErrorCode::Unavailable, "the watch broke off in the middle of an event");
    }
    return {};
}

}  // namespace flotilla::kube
