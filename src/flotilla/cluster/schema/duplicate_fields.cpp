#include "flotilla/cluster/schema/duplicate_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

namespace flotilla::cluster {
namespace {

/// The fields seen in one object: a list while it is short, a hash set when it is not.
class SeenFields {
public:
    /// False when the field was there already.
    bool add(std::string_view field) {
        if (many_.empty()) {
            if (std::ranges::find(few_, field) != few_.end()) {
                return false;
            }
            few_.push_back(field);
            if (few_.size() > kFew) {
                many_.insert(few_.begin(), few_.end());
            }
            return true;
        }
        return many_.insert(field).second;
    }

private:
    static constexpr std::size_t kFew = 16;
    std::vector<std::string_view> few_;
    std::unordered_set<std::string_view> many_;
};

struct Frame {
    bool is_object = false;
    std::size_t index = 0;   // of the element, in a list
    std::string_view field;  // the last one, in an object
    SeenFields seen;
};

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_{text} {}

    std::vector<std::string> scan() {
        while (position_ < text_.size() && step()) {
        }
        return std::move(found_);
    }

private:
    /// Handles one character or string; false at a mistake.
    bool step() {
        switch (text_[position_]) {
            case '{':
            case '[':
                expect_field_ = text_[position_] == '{';
                frames_.emplace_back().is_object = expect_field_;
                break;
            case '}':
            case ']':
                if (frames_.empty()) {
                    return false;
                }
                frames_.pop_back();
                expect_field_ = false;
                break;
            case ',':
                next_element();
                break;
            case '"':
                return string();
            default:
                break;
        }
        ++position_;
        return true;
    }

    void next_element() {
        if (frames_.empty()) {
            return;
        }
        expect_field_ = frames_.back().is_object;
        frames_.back().index += expect_field_ ? 0 : 1;
    }

    bool string() {
        const std::size_t begin = ++position_;
        while (position_ < text_.size() && text_[position_] != '"') {
            position_ += text_[position_] == '\\' ? 2 : 1;
        }
        if (position_ >= text_.size()) {
            return false;
        }
        const std::string_view content = text_.substr(begin, position_ - begin);
        ++position_;
        if (expect_field_) {
            expect_field_ = false;
            frames_.back().field = content;
            if (!frames_.back().seen.add(content)) {
                found_.push_back(fmt::format("duplicate field \"{}\"", path()));
            }
        }
        return true;
    }

    std::string path() const {
        std::string result;
        for (const Frame& frame : frames_) {
            if (!frame.is_object) {
                result += fmt::format("[{}]", frame.index);
            } else {
                result += result.empty() ? "" : ".";
                result += frame.field;
            }
        }
        return result;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    bool expect_field_ = false;
    std::vector<Frame> frames_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> find_duplicate_fields(std::string_view json_text) {
    return Scanner{json_text}.scan();
}

}  // namespace flotilla::cluster
