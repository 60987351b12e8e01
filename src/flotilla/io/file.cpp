#include "flotilla/io/file.hpp"

#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flotilla::io {
namespace {

/// An open file that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    int close() {
        const int number = number_;
        number_ = -1;
        return number >= 0 ? ::close(number) : 0;
    }

private:
    int number_;
};

tl::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path, int error) {
    ErrorCode code = ErrorCode::Unavailable;
    if (error == ENOENT || error == ENOTDIR) {
        code = ErrorCode::NotFound;
    } else if (error == EACCES || error == EPERM || error == EROFS) {
        code = ErrorCode::Forbidden;
    }
    return fail(code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

/// What `write` wants until all of it is on its way; nothing on success, else errno.
std::optional<int> write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return std::nullopt;
}

/// A rename is on disk when its folder is.
void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    };
    if (opened.is_open()) {
        ::fsync(opened.number());  // some file systems cannot: the file is whole all the same
    }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_size) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file.is_open()) {
        return failed("read", path, errno);
    }
    struct stat about{};
    if (::fstat(file.number(), &about) != 0) {
        return failed("read", path, errno);
    }
    if (!S_ISREG(about.st_mode)) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("cannot read {}: it is no plain file", path.string())
        );
    }
    std::string text;
    char piece[16 * 1024];
    while (true) {
        const ssize_t count = ::read(file.number(), piece, sizeof piece);
        if (count == 0) {
            return text;
        }
        if (count < 0 && errno != EINTR) {
            return failed("read", path, errno);
        }
        text.append(piece, count > 0 ? static_cast<std::size_t>(count) : 0);
        if (text.size() > max_size) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("{} is longer than {} bytes", path.string(), max_size)
            );
        }
    }
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    const std::filesystem::path folder = path.parent_path();
    std::string part = (folder / fmt::format(".{}.XXXXXX", path.filename().string())).string();
    Descriptor file{::mkostemp(part.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return failed("write", path, errno);
    }
    std::optional<int> error = write_all(file.number(), text);
    if (!error && (::fchmod(file.number(), mode) != 0 || ::fsync(file.number()) != 0)) {
        error = errno;
    }
    if (file.close() != 0 && !error) {
        error = errno;
    }
    if (!error && ::rename(part.c_str(), path.c_str()) != 0) {
        error = errno;
    }
    if (error) {
        ::unlink(part.c_str());
        return failed("write", path, *error);
    }
    sync_folder(folder);
    return {};
}

}  // namespace flotilla::io
