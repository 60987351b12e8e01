#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/io/http/transport.hpp"

namespace flotilla::testing_support {

namespace asio = boost::asio;

/// Answers requests from a script and remembers them. An answer without a script is an error that says so.
class FakeTransport final : public io::http::Transport {
public:
    /// The answer to the next request that has none yet. Pieces are the body as a stream gives it; as a whole
    /// answer, joined.
    struct Answer {
        Answer() = default;
        int status = 200;
        io::http::Headers headers;
        std::vector<std::string> pieces;
        std::optional<Error> broken = std::nullopt;  ///< instead of an answer or, with pieces, behind them
    };

    void answer(Answer answer) { answers_.push_back(std::move(answer)); }
    void answer(int status, std::string body, io::http::Headers headers = {}) {
        Answer one;
        one.status = status;
        one.headers = std::move(headers);
        one.pieces.push_back(std::move(body));
        answers_.push_back(std::move(one));
    }
    void fail_next(ErrorCode code, std::string message) {
        Answer one;
        one.broken = Error{code, std::move(message), std::nullopt};
        answers_.push_back(std::move(one));
    }

    asio::awaitable<Result<io::http::Response>> round_trip(io::http::Request request) override {
        requests.push_back(std::move(request));
        Answer next = take();
        if (next.broken) {
            co_return tl::unexpected<Error>{*next.broken};
        }
        io::http::Response response = head_of(next);
        for (const std::string& piece : next.pieces) {
            response.body += piece;
        }
        co_return response;
    }

    asio::awaitable<Result<io::http::StreamingResponse>> open(io::http::Request request) override {
        requests.push_back(std::move(request));
        Answer next = take();
        if (next.broken && next.pieces.empty()) {
            co_return tl::unexpected<Error>{*next.broken};
        }
        io::http::StreamingResponse response;
        response.head = head_of(next);
        response.body = std::make_unique<Body>(std::move(next));
        co_return response;
    }

    [[nodiscard]] const io::http::Request& last() const { return requests.back(); }
    std::vector<io::http::Request> requests;

private:
    class Body final : public io::http::BodyStream {
    public:
        explicit Body(Answer answer) : answer_{std::move(answer)} {}
        asio::awaitable<Result<std::string>> read() override {
            if (next_ < answer_.pieces.size()) {
                co_return answer_.pieces[next_++];
            }
            if (answer_.broken) {
                co_return tl::unexpected<Error>{*answer_.broken};
            }
            co_return std::string{};
        }

    private:
        Answer answer_;
        std::size_t next_ = 0;
    };

    Answer take() {
        if (answers_.empty()) {
            Answer none;
            none.broken = Error{ErrorCode::Internal, "the script has no further answer", std::nullopt};
            return none;
        }
        Answer next = std::move(answers_.front());
        answers_.pop_front();
        return next;
    }
    static io::http::Response head_of(const Answer& answer) {
        io::http::Response response{answer.status};
        response.headers = answer.headers;
        return response;
    }

    std::deque<Answer> answers_;
};

}  // namespace flotilla::testing_support
