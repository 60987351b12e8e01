#include "flotilla/lab/workload/source/records.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace flotilla::lab::workload {
namespace {

constexpr std::size_t kBuffer = 256U * 1024U;
constexpr std::size_t kLongestLine = 4U << 20U;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

}  // namespace

std::optional<double> parse_cell(std::string_view cell) {
    cell = trimmed(cell);
    if (cell.starts_with('+')) {
        cell.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

LineReader::LineReader(std::unique_ptr<ByteSource> source) : source_(std::move(source)), buffer_(kBuffer) {}

/// Makes room and reads on; false at the end.
Result<bool> LineReader::refill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) {
        if (buffer_.size() >= kLongestLine) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("line {} is longer than {} bytes", number_ + 1, kLongestLine)
            );
        }
        buffer_.resize(2 * buffer_.size());
    }
    FLOTILLA_TRY(const std::size_t count, source_->read(std::span{buffer_}.subspan(end_)));
    end_ += count;
    is_at_end_ = count == 0;
    return count > 0;
}

Result<std::optional<std::string_view>> LineReader::next() {
    std::size_t searched = 0;
    while (true) {
        const char* from = buffer_.data() + begin_ + searched;
        const auto* found = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_ - searched));
        if (found == nullptr && !is_at_end_) {
            searched = end_ - begin_;
            FLOTILLA_CHECK(refill());
            continue;
        }
        if (found == nullptr && begin_ == end_) {
            return std::nullopt;
        }
        const std::size_t stop = found == nullptr ? end_ : static_cast<std::size_t>(found - buffer_.data());
        std::string_view line{buffer_.data() + begin_, stop - begin_};
        begin_ = found == nullptr ? end_ : stop + 1;
        ++number_;
        if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) {
            line.remove_prefix(3);
        }
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        return line;
    }
}

RecordReader::RecordReader(
    std::unique_ptr<ByteSource> source, std::string name, bool is_lenient, char separator
)
    : lines_(std::move(source)), name_(std::move(name)), is_lenient_(is_lenient), separator_(separator) {}

Result<bool> RecordReader::next() {
    record_.clear();
    while (true) {
        const auto line = lines_.next();
        if (!line) {
            if (is_lenient_ && line.error().code == ErrorCode::InvalidArgument) {
                cut_off_ = line.error().message;
                return false;
            }
            return with_context(line.error(), name_);
        }
        if (!*line) {
            if (!record_.empty()) {
                FLOTILLA_CHECK(refuse("a quote is not closed"));
            }
            return false;
        }
        if (record_.empty() && ((*line)->empty() || (*line)->starts_with('#'))) {
            if ((*line)->starts_with('#') && cells_.empty()) {
                comments_.emplace_back(**line);
            }
            continue;
        }
        if (!record_.empty()) {
            record_ += '\n';
        }
        record_ += **line;
        if (split()) {
            return true;
        }
        if (record_.size() > kLongestLine) {
            FLOTILLA_CHECK(refuse("a quote is not closed"));
            record_.clear();
        }
    }
}

/// False when the record goes on in the next line: a quote is open at its end.
bool RecordReader::split() {
    cells_.clear();
    if (record_.find('"') == std::string::npos) {
        std::string_view rest = record_;
        while (true) {
            const auto end = rest.find(separator_);
            cells_.push_back(rest.substr(0, end));
            if (end == std::string_view::npos) {
                return true;
            }
            rest.remove_prefix(end + 1);
        }
    }
    unquoted_.clear();
    unquoted_.reserve(record_.size());  // so that the views into it stay valid
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < record_.size(); ++i) {
        const char c = record_[i];
        if (c == '"' && is_quoted && i + 1 < record_.size() && record_[i + 1] == '"') {
            unquoted_ += c;
            ++i;
        } else if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == separator_ && !is_quoted) {
            cells_.push_back(std::string_view{unquoted_}.substr(begin));
            begin = unquoted_.size();
        } else {
            unquoted_ += c;
        }
    }
    const std::string_view all{unquoted_.data(), unquoted_.size()};
    cells_.push_back(all.substr(begin));
    return !is_quoted;
}

Result<void> RecordReader::refuse(std::string_view why) {
    std::string message = fmt::format("{}, line {}: {}", name_, lines_.number(), why);
    if (!is_lenient_) {
        return fail(ErrorCode::InvalidArgument, std::move(message));
    }
    if (refused_++ == 0) {
        first_refusal_ = std::move(message);
    }
    return {};
}

std::vector<std::string> RecordReader::notes() const {
    std::vector<std::string> made;
    if (refused_ > 0) {
        made.push_back(fmt::format("{} rows were left out; the first: {}", refused_, first_refusal_));
    }
    if (!cut_off_.empty()) {
        made.push_back(fmt::format("{}: {}; what comes before is used", name_, cut_off_));
    }
    return made;
}

}  // namespace flotilla::lab::workload
