#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/change.hpp"

/// The form of the files that keep a store: frames of records, each frame with a length and a checksum.
namespace flotilla::cluster {

/// One write, as a file keeps it.
struct Record {
    Revision revision = 0;
    Change::Type type = Change::Type::Added;
    std::string_view resource;
    std::string_view json;  ///< the object; of a deletion its last state
};

/// Puts a record behind `payload`, which `seal_frame` then makes a frame of.
void append_record(std::string& payload, const Record& record);

/// The bytes of a frame: mark, length, CRC-32C, payload. What is written and made durable at once is one
/// frame.
std::string seal_frame(std::string_view payload);

/// What a file's frames end with.
struct FramesEnd {
    std::size_t valid_bytes = 0;  ///< the length of what is whole
    bool is_torn = false;         ///< an unfinished frame follows: the write was cut off
};

/// Calls `visit` for every record of a file's bytes. An unfinished last frame is a torn one and left out.
/// Fails with InvalidArgument, naming the byte, when a broken frame has whole ones behind it, or a record is
/// broken.
Result<FramesEnd> read_frames(
    std::string_view bytes, const std::function<Result<void>(const Record&)>& visit
);

}  // namespace flotilla::cluster
