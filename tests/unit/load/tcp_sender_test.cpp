#include "flotilla/load/tcp_sender.hpp"

#include <set>

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>

#include "flotilla/io/http/server.hpp"
#include "flotilla/io/signal.hpp"

#include "support/matchers.hpp"
#include "support/real_world.hpp"

namespace flotilla::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::RealWorld;

/// Says what it was asked; "/slow" never ends, "/close" closes.
class Echo final : public io::http::Handler {
public:
    explicit Echo(io::Clock& clock) : clock_{clock} {}

    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override {
        const std::string_view session = request.headers.find("Flotilla-Session").value_or("");
        seen.push_back(
            request.method + " " + request.target + " " + std::string{session} + " " + request.body
        );
        if (request.target == "/slow") {
            co_await clock_.sleep_for(1h);
        }
        io::http::Response response{request.target == "/missing" ? 404 : 200};
        response.body.assign(request.target == "/long" ? 100'000 : 10, 'x');
        if (request.target == "/close") {
            response.headers.add("Connection", "close");
        }
        co_await writer.send(std::move(response));
    }

    std::vector<std::string> seen;

private:
    io::Clock& clock_;
};

/// Remembers how each request ended.
class Endings final : public Receiver {
public:
    explicit Endings(const asio::any_io_executor& executor) : changed_{executor} {}

    void ended(Token token, const Outcome& outcome) override {
        EXPECT_TRUE(outcomes.emplace(token, outcome).second) << "twice: " << token;
        changed_.notify_all();
    }
    asio::awaitable<void> wait_for(std::size_t count) {
        while (outcomes.size() < count) {
            co_await changed_.wait();
        }
    }

    std::map<Token, Outcome> outcomes;

private:
    io::Signal changed_;
};

class TcpSenderTest : public testing::Test {
protected:
    TcpSenderOptions options() const {
        TcpSenderOptions to;
        to.server = *io::http::parse_url(server->url());
        to.timeout = 5s;
        return to;
    }
    void make(TcpSenderOptions with) {
        sender = std::make_unique<TcpSender>(world.executor(), world.clock(), std::move(with));
        EXPECT_THAT(world.run(sender->start(endings)), IsOk());
    }
    void send(Token token, std::string target) {
        Message message;
        message.method = "GET";
        message.target = std::move(target);
        sender->send(token, message);
    }
    void wait_for(std::size_t count) { world.run(endings.wait_for(count)); }
    void TearDown() override {
        if (sender) {
            world.run(sender->stop());
        }
        if (server) {
            world.run(server->stop(0s));
        }
    }

    RealWorld world;
    Echo handler{world.clock()};
    std::unique_ptr<io::http::Server> server =
        io::http::Server::start(world.executor(), world.clock(), handler, {}).value();
    Endings endings{world.executor()};
    std::unique_ptr<TcpSender> sender;
};

TEST_F(TcpSenderTest, TellsTheStatusOfEachAnswer) {
    make(options());
    send(0, "/");
    send(1, "/missing");
    send(2, "/long");
    wait_for(3);
    EXPECT_EQ(endings.outcomes[0].status, 200);
    EXPECT_TRUE(endings.outcomes[0].is_good());
    EXPECT_EQ(endings.outcomes[1].status, 404);
    EXPECT_FALSE(endings.outcomes[1].is_good());
    EXPECT_TRUE(endings.outcomes[2].is_good());
}

TEST_F(TcpSenderTest, SendsBodyAndSession) {
    make(options());
    Message message;
    message.method = "POST";
    message.target = "/cart";
    message.body = "quantity=1";
    message.content_type = "application/x-www-form-urlencoded";
    message.session = "cart_items=2";
    sender->send(0, message);
    wait_for(1);
    EXPECT_THAT(handler.seen, ElementsAre("POST /cart cart_items=2 quantity=1"));
}

TEST_F(TcpSenderTest, UsesAConnectionAgain) {
    make(options());
    for (Token token = 0; token < 20; ++token) {
        send(token, "/");
        wait_for(token + 1);
    }
    EXPECT_EQ(sender->connection_count(), 1U);
    EXPECT_EQ(server->connection_count(), 1U);
}

TEST_F(TcpSenderTest, LetsRequestsWaitWhenThereAreEnoughConnections) {
    TcpSenderOptions few = options();
    few.max_connections = 3;
    make(few);
    for (Token token = 0; token < 50; ++token) {
        send(token, "/");
    }
    EXPECT_EQ(sender->connection_count(), 3U);
    wait_for(50);
    EXPECT_LE(sender->connection_count(), 3U);
    for (const auto& [token, outcome] : endings.outcomes) {
        EXPECT_TRUE(outcome.is_good()) << token;
    }
}

TEST_F(TcpSenderTest, MakesANewConnectionWhenTheServerCloses) {
    TcpSenderOptions one = options();
    one.max_connections = 1;
    make(one);
    for (Token token = 0; token < 5; ++token) {
        send(token, "/close");
    }
    wait_for(5);
    for (const auto& [token, outcome] : endings.outcomes) {
        EXPECT_TRUE(outcome.is_good()) << token;
    }
}

TEST_F(TcpSenderTest, GivesUpAfterTheTimeoutWaitingRequestsToo) {
    TcpSenderOptions hasty = options();
    hasty.timeout = 100ms;
    hasty.max_connections = 1;
    make(hasty);
    send(0, "/slow");
    send(1, "/");
    wait_for(2);
    EXPECT_EQ(endings.outcomes[0].failure, Failure::Timeout);
    EXPECT_EQ(endings.outcomes[1].failure, Failure::Timeout);
    send(2, "/");  // on a fresh connection
    wait_for(3);
    EXPECT_TRUE(endings.outcomes[2].is_good());
}

TEST_F(TcpSenderTest, AbandonsWhatIsUnderWayWhenItStops) {
    TcpSenderOptions one = options();
    one.max_connections = 1;
    make(one);
    send(0, "/slow");
    send(1, "/");
    world.run(sender->stop());
    EXPECT_EQ(endings.outcomes[0].failure, Failure::Abandoned);
    EXPECT_EQ(endings.outcomes[1].failure, Failure::Abandoned);
    EXPECT_EQ(sender->connection_count(), 0U);
}

TEST_F(TcpSenderTest, SaysThatThereIsNoConnection) {
    TcpSenderOptions nobody = options();
    world.run(server->stop(0s));
    make(nobody);
    send(0, "/");
    wait_for(1);
    EXPECT_EQ(endings.outcomes[0].failure, Failure::Connect);
}

TEST_F(TcpSenderTest, SaysThatAHostIsNotKnown) {
    TcpSenderOptions nowhere = options();
    nowhere.server.host = "host.invalid";
    TcpSender lost{world.executor(), world.clock(), nowhere};
    EXPECT_THAT(
        world.run(lost.start(endings)), FailsWith(ErrorCode::Unavailable, testing::HasSubstr("host.invalid"))
    );
}

}  // namespace
}  // namespace flotilla::load
