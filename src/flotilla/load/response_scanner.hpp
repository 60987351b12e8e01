#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flotilla::load {

/// Finds the end of one HTTP/1.1 response in a stream of bytes, keeping nothing of it but the status.
///
/// It takes what servers send to a GET or POST: Content-Length, chunked, or a body up to the end of the
/// connection; interim 1xx answers are passed over.
class ResponseScanner {
public:
    enum class State {
        Head,
        Body,  ///< `left_` bytes
        ChunkSize,
        ChunkData,  ///< `left_` bytes, with the line end after them
        Trailer,
        UntilClose,
        Done,
        Broken,  ///< this is no HTTP/1.1
    };

    /// Takes bytes up to the end of the response, and says how many.
    std::size_t take(std::string_view bytes);
    /// The connection has ended: makes a body without a length complete, and anything else broken.
    void close();
    /// For the next response on the same connection.
    void reset();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool is_done() const { return state_ == State::Done; }
    [[nodiscard]] bool is_broken() const { return state_ == State::Broken; }
    /// Whether nothing of the response has come yet.
    [[nodiscard]] bool is_untouched() const { return state_ == State::Head && line_.empty() && status_ == 0; }
    [[nodiscard]] int status() const { return status_; }
    /// Whether the server keeps the connection for a further request.
    [[nodiscard]] bool keeps_connection() const { return keeps_connection_; }

private:
    std::size_t take_line(std::string_view bytes);
    std::size_t take_counted(std::string_view bytes);
    void line_ended(std::string_view line);
    void head_line(std::string_view line);
    void status_line(std::string_view line);
    void field(std::string_view name, std::string_view value);
    void head_ended();
    void chunk_size_line(std::string_view line);

    State state_ = State::Head;
    std::string line_;  ///< a line that is not whole yet
    int status_ = 0;
    std::uint64_t left_ = 0;
    bool has_length_ = false;
    bool is_chunked_ = false;
    bool keeps_connection_ = true;
};

}  // namespace flotilla::load
