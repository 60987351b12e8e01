#include "golden/recorded_file.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <system_error>

#include <fmt/format.h>
#include <zlib.h>

namespace flotilla::testing::golden {
namespace {

struct CloseGzip {
    void operator()(gzFile_s* file) const { gzclose_r(file); }
};

/// The whole text; zlib hands plain files through as they are.
Result<std::string> read_unpacked(const std::filesystem::path& path) {
    const std::unique_ptr<gzFile_s, CloseGzip> file{gzopen(path.c_str(), "rb")};
    if (!file) {
        return fail(ErrorCode::NotFound, fmt::format("{}: cannot be opened", path.string()));
    }
    std::string text;
    std::array<char, 1 << 16> part{};
    int got = 0;
    while ((got = gzread(file.get(), part.data(), part.size())) > 0) {
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    int code = Z_OK;
    const char* message = gzerror(file.get(), &code);
    if (code == Z_BUF_ERROR) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("{}: the packed file is cut short", path.string())
        );
    }
    if (code != Z_OK && code != Z_STREAM_END) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("{}: cannot be read: {}", path.string(), message)
        );
    }
    return text;
}

bool is_recorded(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".json") || name.ends_with(".json.gz");
}

}  // namespace

Result<std::vector<std::filesystem::path>> recorded_files(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (is_recorded(entry.path())) {
            files.push_back(entry.path());
        }
    }
    if (error) {
        return fail(ErrorCode::NotFound, fmt::format("{}: {}", folder.string(), error.message()));
    }
    if (files.empty()) {
        return fail(
            ErrorCode::NotFound, fmt::format("{}: no .json or .json.gz file in this folder", folder.string())
        );
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<kube::Json> read_recorded(const std::filesystem::path& file) {
    FLOTILLA_TRY(const std::string text, read_unpacked(file));
    auto json = kube::parse_json(text);
    if (!json) {
        return with_context(json.error(), file.string());
    }
    return std::move(*json);
}

}  // namespace flotilla::testing::golden
