#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/lab/workload/source/byte_source.hpp"

namespace flotilla::lab::workload {

/// Lines of a text: without their ends (LF or CRLF) and without a byte order mark.
class LineReader {
public:
    explicit LineReader(std::unique_ptr<ByteSource> source);

    /// The next line, until the next call; nothing at the end. InvalidArgument: a line is longer than 4 MiB,
    /// or what the source says.
    Result<std::optional<std::string_view>> next();
    /// Of the last line, counted from 1.
    [[nodiscard]] std::size_t number() const { return number_; }

private:
    Result<bool> refill();

    std::unique_ptr<ByteSource> source_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t number_ = 0;
    bool is_at_end_ = false;
};

/// Rows of cells between separators, quoted as RFC 4180 has it; a quoted cell may go on over lines. Empty
/// lines and those that begin with # are left out.
class RecordReader {
public:
    /// @param name of the file, for errors
    /// @param is_lenient bad rows are counted and left out, and a file that is cut off ends where it does
    RecordReader(std::unique_ptr<ByteSource> source, std::string name, bool is_lenient, char separator = ',');

    /// False at the end. `cells()` is then the next row.
    Result<bool> next();
    [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }
    /// The same row as it stands in the file, when it is one line.
    [[nodiscard]] std::string_view line() const { return record_; }
    /// Comments before the first row, without ends of lines.
    [[nodiscard]] const std::vector<std::string>& comments() const { return comments_; }

    /// To be called for a row that makes no sense. Strict: an error that names file and line; lenient: it
    /// counts.
    Result<void> refuse(std::string_view why);
    /// What was left out, for people; empty when nothing was.
    [[nodiscard]] std::vector<std::string> notes() const;

private:
    bool split();

    LineReader lines_;
    std::string name_;
    bool is_lenient_;
    char separator_;
    std::string record_;
    std::string unquoted_;
    std::vector<std::string_view> cells_;
    std::vector<std::string> comments_;
    std::size_t refused_ = 0;
    std::string first_refusal_;
    std::string cut_off_;
};

/// A finite number, or nothing.
std::optional<double> parse_cell(std::string_view cell);

}  // namespace flotilla::lab::workload
