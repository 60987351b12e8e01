#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/change.hpp"

/// The files of a write-ahead log, as the operating system sees them.
namespace flotilla::cluster {

/// A file that is written to at its end. Closed when it goes.
class AppendFile {
public:
    /// Makes the file, or opens it behind `keep_bytes`, cutting off what follows. Unavailable with the
    /// system's reason.
    static Result<AppendFile> open(const std::filesystem::path& path, std::uintmax_t keep_bytes);
    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    ~AppendFile();

    /// Writes all of it and waits until the disk has it.
    Result<void> write_through(std::string_view bytes);

private:
    AppendFile(int descriptor, std::string path) : descriptor_{descriptor}, path_{std::move(path)} {}
    int descriptor_ = -1;
    std::string path_;
};

/// Holds the folder against other servers until it goes.
class FolderLock {
public:
    /// Unavailable: somebody else has it.
    static Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_ = -1;
};

/// `PREFIX-REVISION` files of a folder, oldest first.
struct NumberedFile {
    Revision revision = 0;
    std::filesystem::path path;
};
std::vector<NumberedFile> numbered_files(const std::filesystem::path& folder, std::string_view prefix);
std::filesystem::path numbered_path(
    const std::filesystem::path& folder, std::string_view prefix, Revision revision
);

Result<std::string> read_whole(const std::filesystem::path& path);
/// Makes names that were created, renamed or removed durable.
Result<void> flush_folder(const std::filesystem::path& folder);

}  // namespace flotilla::cluster
