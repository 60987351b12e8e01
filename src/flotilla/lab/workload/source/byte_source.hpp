#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

/// Files of any size, read front to back: plain, gzip, or a member of a tar archive. Nothing is kept but one
/// buffer.
namespace flotilla::lab::workload {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Puts the next bytes into `into` and gives their number; 0 at the end. InvalidArgument: what is there
    /// is no such file, or it ends too early.
    virtual Result<std::size_t> read(std::span<char> into) = 0;
};

/// Opens "a.csv", "a.csv.gz", "a.tar:member" or "a.tar.gz:member" (a member that is gzip itself, too). What
/// is compressed is told from its first bytes, not from its name. NotFound names the file or member.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

/// Bytes in memory, for tests and texts. `text` outlives it.
std::unique_ptr<ByteSource> source_of_text(std::string_view text);

/// What `inner` holds when it is gzip (any number of members behind each other), else `inner` itself.
Result<std::unique_ptr<ByteSource>> unzipped(std::unique_ptr<ByteSource> inner);

/// The named member of the tar archive that `archive` holds; the first that ends in "/name" counts, too.
Result<std::unique_ptr<ByteSource>> tar_member(std::unique_ptr<ByteSource> archive, const std::string& name);

}  // namespace flotilla::lab::workload
