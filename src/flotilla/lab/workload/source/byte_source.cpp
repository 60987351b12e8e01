#include "flotilla/lab/workload/source/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flotilla::lab::workload {
namespace {

class FileSource : public ByteSource {
public:
    FileSource(int file, std::string path) : file_(file), path_(std::move(path)) {}
    ~FileSource() override { ::close(file_); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            const ssize_t count = ::read(file_, into.data(), into.size());
            if (count >= 0) {
                return static_cast<std::size_t>(count);
            }
            if (errno != EINTR) {
                return fail(
                    ErrorCode::Unavailable, fmt::format("cannot read {}: {}", path_, std::strerror(errno))
                );
            }
        }
    }

private:
    int file_;
    std::string path_;
};

class TextSource : public ByteSource {
public:
    explicit TextSource(std::string_view text) : rest_(text) {}

    Result<std::size_t> read(std::span<char> into) override {
        const std::size_t count = rest_.copy(into.data(), into.size());
        rest_.remove_prefix(count);
        return count;
    }

private:
    std::string_view rest_;
};

bool exists(const std::string& path) {
    struct stat about{};
    return ::stat(path.c_str(), &about) == 0;
}

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        const ErrorCode code =
            errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Forbidden;
        return fail(code, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    }
    auto source = std::make_unique<FileSource>(file, path);
    struct stat about{};
    if (::fstat(file, &about) == 0 && S_ISDIR(about.st_mode)) {
        return fail(ErrorCode::InvalidArgument, fmt::format("cannot read {}: it is a folder", path));
    }
    return source;
}

}  // namespace

std::unique_ptr<ByteSource> source_of_text(std::string_view text) {
    return std::make_unique<TextSource>(text);
}

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
    const auto archive_end = path.rfind(".tar");
    const auto colon = archive_end == std::string::npos ? std::string::npos : path.find(':', archive_end);
    if (colon == std::string::npos || exists(path)) {
        FLOTILLA_TRY(auto file, open_file(path));
        return unzipped(std::move(file));
    }
    FLOTILLA_TRY(auto file, open_file(path.substr(0, colon)));
    FLOTILLA_TRY(auto archive, unzipped(std::move(file)));
    FLOTILLA_TRY(auto member, tar_member(std::move(archive), path.substr(colon + 1)));
    return unzipped(std::move(member));
}

}  // namespace flotilla::lab::workload
