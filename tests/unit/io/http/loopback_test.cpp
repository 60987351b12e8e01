#include "flotilla/io/http/loopback.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::io::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::VirtualWorld;

/// Answers by path: /echo, /slow (10 s), /silent, /count (three chunks, a second apart), /cut (breaks off),
/// /endless.
class ScriptedHandler final : public Handler {
public:
    explicit ScriptedHandler(Clock& clock) : clock_{clock} {}

    asio::awaitable<void> handle(Request request, ResponseWriter& writer) override {
        const Leaving leaving{*this};
        if (request.target == "/echo") {
            Response response{200};
            response.body = std::move(request.body);
            co_await writer.send(std::move(response));
        } else if (request.target == "/slow") {
            co_await clock_.sleep_for(10s);
            Response response{200};
            co_await writer.send(std::move(response));
        } else if (request.target == "/count" || request.target == "/cut") {
            Response head{200};
            co_await writer.start(std::move(head));
            for (const char* number : {"1", "2", "3"}) {
                co_await writer.write(number);
                co_await clock_.sleep_for(1s);
            }
            if (request.target == "/count") {
                co_await writer.finish();
            }
        } else if (request.target == "/endless") {
            Response head{200};
            co_await writer.start(std::move(head));
            const std::string block(1 << 16, 'x');
            while (true) {
                const auto taken = co_await writer.write(block);
                if (!taken) {
                    break;
                }
                written += block.size();
            }
        }
    }

    std::size_t written = 0;
    int left = 0;  // how many exchanges are over

private:
    class Leaving {
    public:
        explicit Leaving(ScriptedHandler& handler) : handler_{handler} {}
        ~Leaving() { ++handler_.left; }
        Leaving(const Leaving&) = delete;
        Leaving& operator=(const Leaving&) = delete;

    private:
        ScriptedHandler& handler_;
    };
    Clock& clock_;
};

class Loopback : public testing::Test {
protected:
    asio::awaitable<Result<std::string>> read_all(std::string target) {
        Request request{"GET", std::move(target)};
        FLOTILLA_CO_TRY(auto response, co_await transport.open(std::move(request)));
        std::string body;
        while (true) {
            FLOTILLA_CO_TRY(const std::string piece, co_await response.body->read());
            if (piece.empty()) {
                co_return body;
            }
            body += piece;
        }
    }

    Result<Response> send(std::string target, std::optional<Duration> timeout = std::nullopt) {
        Request request{"POST", std::move(target)};
        request.body = "hello";
        request.timeout = timeout;
        return world.run(transport.round_trip(std::move(request)));
    }

    VirtualWorld world;
    ScriptedHandler handler{world.clock()};
    LoopbackTransport transport{handler, world.clock(), world.executor()};
};

TEST_F(Loopback, GivesTheHandlersAnswer) {
    const auto response = send("/echo");
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->body, "hello");
}

TEST_F(Loopback, ADeadlineEndsTheWaitAndTheHandler) {
    EXPECT_THAT(
        send("/slow", 3s),
        FailsWith(ErrorCode::DeadlineExceeded, HasSubstr("POST /slow: no answer within 3s"))
    );
    EXPECT_EQ(world.clock().now(), TimePoint{3s});
    EXPECT_EQ(handler.left, 1);
}

TEST_F(Loopback, AHandlerThatSaysNothingIsAClosedConnection) {
    EXPECT_THAT(send("/silent"), FailsWith(ErrorCode::Unavailable, HasSubstr("closed before an answer")));
    EXPECT_THAT(
        world.run(read_all("/silent")),
        FailsWith(ErrorCode::Unavailable, HasSubstr("closed before an answer"))
    );
}

TEST_F(Loopback, StreamsAreReadAsTheyComeAndToTheEnd) {
    const auto body = world.run(read_all("/count"));
    ASSERT_THAT(body, IsOk());
    EXPECT_EQ(*body, "123");
    EXPECT_EQ(world.clock().now(), TimePoint{3s});
}

TEST_F(Loopback, AStreamThatIsCutOffIsAnErrorNotAnEnd) {
    EXPECT_THAT(world.run(read_all("/cut")), FailsWith(ErrorCode::Unavailable, HasSubstr("cut off")));
}

TEST_F(Loopback, ASlowReaderHoldsTheWriterUpAndLeavingEndsIt) {
    {
        Request request{"GET", "/endless"};
        auto response = world.run(transport.open(std::move(request)));
        ASSERT_THAT(response, IsOk());
        world.clock().run_ready();
        EXPECT_LE(handler.written, std::size_t{2} << 20);
        EXPECT_EQ(handler.left, 0);
    }
    world.clock().run_ready();
    EXPECT_EQ(handler.left, 1);
}

}  // namespace
}  // namespace flotilla::io::http
