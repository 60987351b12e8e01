// Our HTTP server with a handler that answers 100 bytes, to be loaded from outside (bench/run-http).
//
//   bench_http_server        prints its URL, then serves until it is killed
#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "flotilla/io/http/server.hpp"

namespace {

using namespace flotilla;

class SmallAnswer final : public io::http::Handler {
public:
    io::asio::awaitable<void> handle(io::http::Request, io::http::ResponseWriter& writer) override {
        io::http::Response response{200};
        response.headers.add("Content-Type", "text/plain");
        response.body.assign(100, 'x');
        co_await writer.send(std::move(response));
    }
};

}  // namespace

int main() {
    io::asio::io_context context{1};
    io::RealClock clock;
    SmallAnswer handler;
    const auto server =
        io::http::Server::start(context.get_executor(), clock, handler, io::http::ServerOptions{});
    if (!server) {
        fmt::print(stderr, "bench_http_server: {}\n", server.error().message);
        return 1;
    }
    fmt::print("{}\n", (*server)->url());
    std::fflush(stdout);
    context.run();
    return 0;
}
