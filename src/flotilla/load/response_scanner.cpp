#include "flotilla/load/response_scanner.hpp"

#include <algorithm>
#include <charconv>

namespace flotilla::load {
namespace {

constexpr std::size_t kMaxLine = 64U << 10U;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_without_case(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char x, char y) {
               return lower(x) == lower(y);
           }) != text.end();
}

}  // namespace

void ResponseScanner::reset() {
    *this = ResponseScanner{};
}

std::size_t ResponseScanner::take(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size() && !is_done() && !is_broken()) {
        const std::string_view rest = bytes.substr(taken);
        switch (state_) {
            case State::Head:
            case State::ChunkSize:
            case State::Trailer:
                taken += take_line(rest);
                break;
            case State::Body:
            case State::ChunkData:
                taken += take_counted(rest);
                break;
            case State::UntilClose:
                return bytes.size();
            case State::Done:
            case State::Broken:
                break;
        }
    }
    return taken;
}

void ResponseScanner::close() {
    state_ = state_ == State::UntilClose ? State::Done : State::Broken;
}

std::size_t ResponseScanner::take_line(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    if (line_.size() + std::min(end, bytes.size()) > kMaxLine) {
        state_ = State::Broken;
        return 0;
    }
    if (end == std::string_view::npos) {
        line_ += bytes;
        return bytes.size();
    }
    std::string_view line = bytes.substr(0, end);
    if (!line_.empty()) {
        line_ += line;
        line = line_;
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    line_ended(line);
    line_.clear();
    return end + 1;
}

std::size_t ResponseScanner::take_counted(std::string_view bytes) {
    const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    left_ -= taken;
    if (left_ == 0) {
        state_ = state_ == State::Body ? State::Done : State::ChunkSize;
    }
    return taken;
}

void ResponseScanner::line_ended(std::string_view line) {
    if (state_ == State::Head) {
        head_line(line);
    } else if (state_ == State::ChunkSize) {
        chunk_size_line(line);
    } else if (line.empty()) {
        state_ = State::Done;  // the trailer's end
    }
}

void ResponseScanner::head_line(std::string_view line) {
    if (status_ == 0) {
        status_line(line);
        return;
    }
    if (line.empty()) {
        head_ended();
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        state_ = State::Broken;
        return;
    }
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    field(line.substr(0, colon), value);
}

void ResponseScanner::status_line(std::string_view line) {
    // "HTTP/1.1 200 OK"; the reason may be missing.
    const bool is_http = line.starts_with("HTTP/1.") && line.size() >= 12 && line[8] == ' ';
    int status = 0;
    if (is_http) {
        const auto [end, problem] = std::from_chars(line.data() + 9, line.data() + 12, status);
        status = problem == std::errc{} && end == line.data() + 12 ? status : 0;
    }
    if (status < 100) {
        state_ = State::Broken;
        return;
    }
    status_ = status;
    keeps_connection_ = line[7] != '0';  // HTTP/1.0 closes unless it says otherwise
}

void ResponseScanner::field(std::string_view name, std::string_view value) {
    if (equals_without_case(name, "content-length")) {
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), left_);
        has_length_ = true;
        if (problem != std::errc{} || end == value.data()) {
            state_ = State::Broken;
        }
    } else if (equals_without_case(name, "transfer-encoding")) {
        is_chunked_ = contains_without_case(value, "chunked");
    } else if (equals_without_case(name, "connection")) {
        keeps_connection_ = keeps_connection_ ? !contains_without_case(value, "close")
                                              : contains_without_case(value, "keep-alive");
    }
}

void ResponseScanner::head_ended() {
    if (status_ < 200 && status_ != 101) {
        reset();  // an interim answer: the real one follows
    } else if (status_ == 204 || status_ == 304) {
        state_ = State::Done;
    } else if (is_chunked_) {
        state_ = State::ChunkSize;
    } else if (has_length_) {
        state_ = left_ == 0 ? State::Done : State::Body;
    } else {
        keeps_connection_ = false;
        state_ = State::UntilClose;
    }
}

void ResponseScanner::chunk_size_line(std::string_view line) {
    std::uint64_t size = 0;
    const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (problem != std::errc{} || end == line.data() || size > UINT64_MAX - 2) {
        state_ = State::Broken;
    } else if (size == 0) {
        state_ = State::Trailer;
    } else {
        left_ = size + 2;  // its line end
        state_ = State::ChunkData;
    }
}

}  // namespace flotilla::load
