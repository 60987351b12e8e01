#include "flotilla/io/folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include "flotilla/io/file.hpp"

namespace flotilla::io {
namespace {

tl::unexpected<Error> failed(const std::filesystem::path& path, int error) {
    const ErrorCode code =
        error == EACCES || error == EPERM || error == EROFS ? ErrorCode::Forbidden : ErrorCode::Unavailable;
    return fail(code, fmt::format("cannot write the folder {}: {}", path.string(), std::strerror(error)));
}

/// A folder that goes away unless it was moved to its place.
class PartFolder {
public:
    explicit PartFolder(const std::filesystem::path& final_path)
        : path_(
              (final_path.parent_path() / fmt::format(".{}.XXXXXX", final_path.filename().string())).string()
          ) {
        is_made_ = ::mkdtemp(path_.data()) != nullptr && ::chmod(path_.c_str(), 0755) == 0;
    }
    ~PartFolder() {
        std::error_code ignored;  // a hidden folder is left behind, which nobody takes for the whole one
        std::filesystem::remove_all(path_, ignored);
    }
    PartFolder(const PartFolder&) = delete;
    PartFolder& operator=(const PartFolder&) = delete;

    [[nodiscard]] bool is_made() const { return is_made_; }
    [[nodiscard]] std::filesystem::path path() const { return path_; }

private:
    std::string path_;
    bool is_made_ = false;
};

/// Moves `part` to `path`; what was there takes the other's place and goes away with it.
bool move_into_place(const std::filesystem::path& part, const std::filesystem::path& path) {
    if (::rename(part.c_str(), path.c_str()) == 0) {
        return true;
    }
    const bool is_taken = errno == ENOTEMPTY || errno == EEXIST;
    return is_taken && ::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0;
}

}  // namespace

Result<void> write_folder_atomically(
    const std::filesystem::path& path, const std::map<std::string, std::string>& files
) {
    const std::filesystem::path whole = path.has_filename() ? path : path.parent_path();
    std::error_code error;
    if (whole.has_parent_path()) {
        std::filesystem::create_directories(whole.parent_path(), error);
    }
    if (error) {
        return failed(whole, error.value());
    }
    const PartFolder part{whole};
    if (!part.is_made()) {
        return failed(whole, errno);
    }
    for (const auto& [name, text] : files) {
        FLOTILLA_CHECK(write_file_atomically(part.path() / name, text));
    }
    if (!move_into_place(part.path(), whole)) {
        return failed(whole, errno);
    }
    return {};
}

}  // namespace flotilla::io
