#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace flotilla::io::http::detail {

/// Bytes that were read and not yet parsed: filled at its end, taken from its front.
class ReadBuffer {
public:
    static constexpr std::size_t kSmallest = 8 << 10;
    static constexpr std::size_t kLargest = 128 << 10;

    [[nodiscard]] std::string_view data() const { return {storage_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] bool is_empty() const { return begin_ == end_; }

    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }

    struct Space {
        char* data;
        std::size_t size;
    };
    /// Room to read into, never empty; grows when the last read filled it.
    Space space() {
        if (begin_ > 0) {
            std::memmove(storage_.data(), storage_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        const bool may_grow = was_filled_ && storage_.size() < kLargest;
        if (storage_.size() - end_ < kSmallest / 2 || may_grow) {
            storage_.resize(std::max(storage_.size() * 2, kSmallest));
        }
        return {storage_.data() + end_, storage_.size() - end_};
    }
    void commit(std::size_t count) {
        end_ += count;
        was_filled_ = end_ == storage_.size();
    }

private:
    std::vector<char> storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool was_filled_ = false;
};

}  // namespace flotilla::io::http::detail
