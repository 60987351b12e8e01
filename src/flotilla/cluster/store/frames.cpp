#include "flotilla/cluster/store/frames.hpp"

#include <cstring>

#include "flotilla/cluster/store/crc32c.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kMark{"FLOW", 4};
constexpr std::size_t kHeaderBytes = 16;  // mark, CRC, length

void append_number(std::string& out, std::uint64_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
        out.push_back(static_cast<char>(number >> (8 * i) & 255U));
    }
}

std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number |= std::uint64_t{static_cast<unsigned char>(bytes[offset + i])} << (8 * i);
    }
    return number;
}

/// The payload of the frame here; absent when there is no whole frame.
std::optional<std::string_view> whole_frame(std::string_view bytes) {
    if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMark)) {
        return std::nullopt;
    }
    const std::uint64_t length = number_at(bytes, 8, 8);
    if (length > bytes.size() - kHeaderBytes) {
        return std::nullopt;
    }
    const std::string_view payload = bytes.substr(kHeaderBytes, length);
    return crc32c(payload) == number_at(bytes, 4, 4) ? std::optional{payload} : std::nullopt;
}

/// Whether a whole frame lies anywhere in the bytes.
bool holds_frame(std::string_view bytes) {
    for (std::size_t mark = bytes.find(kMark); mark != std::string_view::npos;
         mark = bytes.find(kMark, mark + 1)) {
        if (whole_frame(bytes.substr(mark))) {
            return true;
        }
    }
    return false;
}

/// Takes bytes off the front of a payload.
std::optional<std::string_view> take(std::string_view& rest, std::uint64_t size) {
    if (size > rest.size()) {
        return std::nullopt;
    }
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

std::optional<Record> take_record(std::string_view& rest) {
    const auto header = take(rest, 8 + 1 + 2 + 4);
    if (!header) {
        return std::nullopt;
    }
    Record record;
    record.revision = number_at(*header, 0, 8);
    const auto type = number_at(*header, 8, 1);
    const auto resource = take(rest, number_at(*header, 9, 2));
    const auto json = resource ? take(rest, number_at(*header, 11, 4)) : std::nullopt;
    if (!json || type > static_cast<std::uint64_t>(Change::Type::Deleted)) {
        return std::nullopt;
    }
    record.type = static_cast<Change::Type>(type);
    record.resource = *resource;
    record.json = *json;
    return record;
}

}  // namespace

void append_record(std::string& payload, const Record& record) {
    append_number(payload, record.revision, 8);
    append_number(payload, static_cast<std::uint64_t>(record.type), 1);
    append_number(payload, record.resource.size(), 2);
    append_number(payload, record.json.size(), 4);
    payload += record.resource;
    payload += record.json;
}

std::string seal_frame(std::string_view payload) {
    std::string frame{kMark};
    frame.reserve(kHeaderBytes + payload.size());
    append_number(frame, crc32c(payload), 4);
    append_number(frame, payload.size(), 8);
    frame += payload;
    return frame;
}

Result<FramesEnd> read_frames(
    std::string_view bytes, const std::function<Result<void>(const Record&)>& visit
) {
    FramesEnd end;
    while (end.valid_bytes < bytes.size()) {
        const std::string_view here = bytes.substr(end.valid_bytes);
        const auto payload = whole_frame(here);
        if (!payload) {
            if (holds_frame(here.substr(1))) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("the data at byte {} is damaged, and good data follows it", end.valid_bytes)
                );
            }
            end.is_torn = true;
            return end;
        }
        std::string_view rest = *payload;
        while (!rest.empty()) {
            const auto record = take_record(rest);
            if (!record) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("the record at byte {} cannot be read", end.valid_bytes)
                );
            }
            FLOTILLA_CHECK(visit(*record));
        }
        end.valid_bytes += kHeaderBytes + payload->size();
    }
    return end;
}

}  // namespace flotilla::cluster
