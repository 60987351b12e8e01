#include <algorithm>
#include <array>
#include <vector>

#include <zlib.h>

#include "flotilla/lab/workload/source/byte_source.hpp"

namespace flotilla::lab::workload {
namespace {

constexpr std::size_t kBuffer = 256U * 1024U;

/// Gives back the bytes that were read to see what they are, then the rest.
class Peeked : public ByteSource {
public:
    Peeked(std::string head, std::unique_ptr<ByteSource> inner)
        : head_(std::move(head)), inner_(std::move(inner)) {}

    Result<std::size_t> read(std::span<char> into) override {
        if (at_ == head_.size()) {
            return inner_->read(into);
        }
        const std::size_t count = head_.copy(into.data(), into.size(), at_);
        at_ += count;
        return count;
    }

private:
    std::string head_;
    std::size_t at_ = 0;
    std::unique_ptr<ByteSource> inner_;
};

class GzipSource : public ByteSource {
public:
    explicit GzipSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)), buffer_(kBuffer) {
        constexpr int kGzipOnly = 16 + MAX_WBITS;
        FLOTILLA_ASSERT(::inflateInit2(&stream_, kGzipOnly) == Z_OK);
    }
    ~GzipSource() override { ::inflateEnd(&stream_); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override {
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30U));
        const uInt wanted = stream_.avail_out;
        while (stream_.avail_out == wanted && !into.empty()) {
            FLOTILLA_TRY(const bool has_more, refill());
            if (!has_more) {
                if (is_in_member_) {
                    return fail(
                        ErrorCode::InvalidArgument, "the gzip data end too early: the file is cut off"
                    );
                }
                return std::size_t{0};
            }
            FLOTILLA_CHECK(inflate_some());
        }
        return wanted - stream_.avail_out;
    }

private:
    /// False when there are no bytes any more.
    Result<bool> refill() {
        if (stream_.avail_in > 0) {
            return true;
        }
        FLOTILLA_TRY(const std::size_t count, inner_->read(buffer_));
        stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
        stream_.avail_in = static_cast<uInt>(count);
        return count > 0;
    }

    Result<void> inflate_some() {
        if (!is_in_member_) {
            ::inflateReset(&stream_);
            is_in_member_ = true;
        }
        const int result = ::inflate(&stream_, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            is_in_member_ = false;  // another member may follow
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("the gzip data are damaged: {}", stream_.msg == nullptr ? "unknown" : stream_.msg)
            );
        }
        return {};
    }

    std::unique_ptr<ByteSource> inner_;
    std::vector<char> buffer_;
    z_stream stream_{};
    bool is_in_member_ = true;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> unzipped(std::unique_ptr<ByteSource> inner) {
    std::string head;
    while (head.size() < 2) {
        std::array<char, 2> piece{};
        FLOTILLA_TRY(const std::size_t count, inner->read(std::span{piece}.first(2 - head.size())));
        if (count == 0) {
            break;
        }
        head.append(piece.data(), count);
    }
    const bool is_gzip = head == "\x1f\x8b";
    auto whole = std::make_unique<Peeked>(std::move(head), std::move(inner));
    if (is_gzip) {
        return std::make_unique<GzipSource>(std::move(whole));
    }
    return whole;
}

}  // namespace flotilla::lab::workload
