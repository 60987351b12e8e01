#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "flotilla/lab/workload/source/byte_source.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kLongestName = 64U * 1024U;
using Block = std::array<char, kBlock>;

tl::unexpected<Error> damaged(std::string_view why) {
    return fail(ErrorCode::InvalidArgument, fmt::format("the tar archive is damaged: {}", why));
}

/// Fewer bytes than wanted only at the end.
Result<std::size_t> read_full(ByteSource& source, std::span<char> into) {
    std::size_t done = 0;
    while (done < into.size()) {
        FLOTILLA_TRY(const std::size_t count, source.read(into.subspan(done)));
        if (count == 0) {
            break;
        }
        done += count;
    }
    return done;
}

/// A field's text up to its zero byte.
std::string_view field(const Block& block, std::size_t begin, std::size_t length) {
    const std::string_view whole{block.data() + begin, length};
    return whole.substr(0, whole.find('\0'));
}

/// Octal digits, or with the first bit set a big-endian number (GNU, for members of 8 GiB and more).
std::optional<std::uint64_t> size_of(const Block& block) {
    constexpr std::size_t kBegin = 124;
    constexpr std::size_t kLength = 12;
    std::uint64_t size = 0;
    if ((static_cast<unsigned char>(block[kBegin]) & 0x80U) != 0) {
        for (std::size_t i = kLength - 8; i < kLength; ++i) {
            size = size << 8U | static_cast<unsigned char>(block[kBegin + i]);
        }
        return size;
    }
    for (const char c : field(block, kBegin, kLength)) {
        if (c >= '0' && c <= '7') {
            size = size * 8 + static_cast<std::uint64_t>(c - '0');
        } else if (c != ' ') {
            return std::nullopt;
        }
    }
    return size;
}

bool has_right_checksum(const Block& block) {
    constexpr std::size_t kBegin = 148;
    constexpr std::size_t kLength = 8;
    std::uint64_t sum = 0;
    std::uint64_t stated = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const bool is_checksum = i >= kBegin && i < kBegin + kLength;
        sum += is_checksum ? ' ' : static_cast<unsigned char>(block[i]);
    }
    for (const char c : field(block, kBegin, kLength)) {
        stated = c >= '0' && c <= '7' ? stated * 8 + static_cast<std::uint64_t>(c - '0') : stated;
    }
    return sum == stated;
}

std::string name_of(const Block& block) {
    const std::string_view name = field(block, 0, 100);
    const std::string_view prefix =
        field(block, 257, 5) == "ustar" ? field(block, 345, 155) : std::string_view{};
    return prefix.empty() ? std::string{name} : fmt::format("{}/{}", prefix, name);
}

bool is_member(std::string_view found, std::string_view wanted) {
    return found == wanted || (found.ends_with(wanted) && found[found.size() - wanted.size() - 1] == '/');
}

/// The bytes of one member.
class MemberSource : public ByteSource {
public:
    MemberSource(std::unique_ptr<ByteSource> archive, std::uint64_t size)
        : archive_(std::move(archive)), left_(size) {}

    Result<std::size_t> read(std::span<char> into) override {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
        if (wanted == 0) {
            return std::size_t{0};
        }
        FLOTILLA_TRY(const std::size_t count, archive_->read(into.first(wanted)));
        if (count == 0) {
            return damaged("it ends in the middle of a member");
        }
        left_ -= count;
        return count;
    }

private:
    std::unique_ptr<ByteSource> archive_;
    std::uint64_t left_;
};

/// Goes from header to header.
class TarWalk {
public:
    explicit TarWalk(std::unique_ptr<ByteSource> archive) : archive_(std::move(archive)) {}

    Result<std::unique_ptr<ByteSource>> find(const std::string& wanted) {
        std::optional<std::string> long_name;
        while (true) {
            Block block{};
            FLOTILLA_TRY(const std::size_t count, read_full(*archive_, block));
            const bool is_end =
                count == 0 || std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; });
            if (is_end) {
                return fail(ErrorCode::NotFound, fmt::format("the archive has no member {}", wanted));
            }
            const auto size = size_of(block);
            if (count < kBlock || !size || !has_right_checksum(block)) {
                return damaged("there is no header where one must be");
            }
            const char type = block[156];
            if (type == 'L') {
                FLOTILLA_TRY(long_name, text(*size));
                continue;
            }
            if (type == 'x') {
                FLOTILLA_TRY(const std::string records, text(*size));
                long_name = path_record(records);
                continue;
            }
            const std::string name = long_name ? *long_name : name_of(block);
            long_name.reset();
            if ((type == '0' || type == '\0') && is_member(name, wanted)) {
                return std::make_unique<MemberSource>(std::move(archive_), *size);
            }
            FLOTILLA_CHECK(skip(padded(*size)));
        }
    }

private:
    static std::uint64_t padded(std::uint64_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

    Result<std::string> text(std::uint64_t size) {
        if (size > kLongestName) {
            return damaged("a name is too long");
        }
        std::string read(static_cast<std::size_t>(padded(size)), '\0');
        FLOTILLA_TRY(const std::size_t count, read_full(*archive_, read));
        if (count < read.size()) {
            return damaged("it ends in the middle of a name");
        }
        read.resize(std::min(static_cast<std::size_t>(size), read.find('\0')));
        return read;
    }

    /// The path of a pax header, whose lines are "LENGTH KEY=VALUE".
    static std::optional<std::string> path_record(std::string_view records) {
        constexpr std::string_view kKey = " path=";
        const auto begin = records.find(kKey);
        if (begin == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view value = records.substr(begin + kKey.size());
        return std::string{value.substr(0, value.find('\n'))};
    }

    Result<void> skip(std::uint64_t size) {
        std::vector<char> buffer(64U * 1024U);
        while (size > 0) {
            const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, buffer.size()));
            FLOTILLA_TRY(const std::size_t count, archive_->read(std::span{buffer}.first(wanted)));
            if (count == 0) {
                return damaged("it ends in the middle of a member");
            }
            size -= count;
        }
        return {};
    }

    std::unique_ptr<ByteSource> archive_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> tar_member(std::unique_ptr<ByteSource> archive, const std::string& name) {
    return TarWalk{std::move(archive)}.find(name);
}

}  // namespace flotilla::lab::workload
