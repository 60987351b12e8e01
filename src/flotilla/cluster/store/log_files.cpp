#include "flotilla/cluster/store/log_files.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace flotilla::cluster {

namespace {

tl::unexpected<Error> system_failure(std::string_view what, const std::filesystem::path& path) {
    return fail(ErrorCode::Unavailable, fmt::format("{} {}: {}", what, path.string(), std::strerror(errno)));
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::filesystem::path& path, std::uintmax_t keep_bytes) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return system_failure("cannot open", path);
    }
    AppendFile file{descriptor, path.string()};
    if (::ftruncate(descriptor, static_cast<off_t>(keep_bytes)) != 0 ||
        ::lseek(descriptor, 0, SEEK_END) < 0) {
        return system_failure("cannot cut", path);
    }
    return file;
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)} {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

AppendFile::~AppendFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Result<void> AppendFile::write_through(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return system_failure("cannot write", path_);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(descriptor_) == 0 ? Result<void>{} : system_failure("cannot flush", path_);
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return system_failure("cannot open", path);
    }
    FolderLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return fail(
            ErrorCode::Unavailable,
            fmt::format("another server uses {}: stop it, or choose another folder", folder.string())
        );
    }
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

std::vector<NumberedFile> numbered_files(const std::filesystem::path& folder, std::string_view prefix) {
    std::vector<NumberedFile> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != '-') {
            continue;
        }
        Revision revision = 0;
        const char* begin = name.data() + prefix.size() + 1;
        const auto [end, error] = std::from_chars(begin, name.data() + name.size(), revision);
        if (error == std::errc{} && end == name.data() + name.size()) {
            files.push_back({revision, entry.path()});
        }
    }
    std::ranges::sort(files, {}, &NumberedFile::revision);
    return files;
}

std::filesystem::path numbered_path(
    const std::filesystem::path& folder, std::string_view prefix, Revision revision
) {
    return folder / fmt::format("{}-{:020}", prefix, revision);
}

Result<std::string> read_whole(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return system_failure("cannot read", path);
    }
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::size_t filled = 0;
    ssize_t got = 1;
    while (filled < bytes.size() && got > 0) {
        got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
        filled += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    ::close(descriptor);
    if (got < 0) {
        return system_failure("cannot read", path);
    }
    bytes.resize(filled);
    return bytes;
}

Result<void> flush_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    const auto failure = system_failure("cannot flush", folder);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return flushed ? Result<void>{} : failure;
}

}  // namespace flotilla::cluster
