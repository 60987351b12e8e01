#pragma once
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "flotilla/io/http/client.hpp"
#include "flotilla/io/http/server.hpp"
#include "flotilla/io/signal.hpp"

#include "support/real_world.hpp"

namespace flotilla::io::http {

/// Answers by path: /echo (method, peer and body come back), /stream (three chunks), /endless (until the
/// client goes away), /hang (waits for ever), /slow (a tenth of a second), /flood (64 KiB chunks without
/// end), /silent (no answer at all), /throw and /throw-late (an exception in place of the answer, or within).
class PathHandler final : public Handler {
public:
    PathHandler(Clock& clock, const asio::any_io_executor& executor) : changed{executor}, clock_{clock} {}

    asio::awaitable<void> handle(Request request, ResponseWriter& writer) override {
        const Presence presence{*this};
        ++requests;
        const std::string path = request.target.substr(0, request.target.find('?'));
        if (path == "/stream") {
            co_await stream(writer);
        } else if (path == "/flood") {
            co_await flood(writer);
        } else if (path == "/hang") {
            co_await clock_.sleep_for(std::chrono::hours{1});
        } else if (path == "/slow") {
            co_await clock_.sleep_for(std::chrono::milliseconds{100});
            co_await echo(std::move(request), writer);
        } else if (path == "/throw") {
            throw std::out_of_range{"no such key"};
        } else if (path == "/throw-late") {
            Response head{200};
            co_await writer.start(std::move(head));
            co_await writer.write("half an answer");
            throw std::out_of_range{"no such key"};
        } else if (path != "/silent") {
            co_await echo(std::move(request), writer);
        }
    }

    /// Returns when no request is being handled.
    asio::awaitable<void> idle() {
        while (present > 0) {
            co_await changed.wait();
        }
    }
    asio::awaitable<void> busy() {
        while (present == 0) {
            co_await changed.wait();
        }
    }

    int requests = 0;
    int present = 0;
    std::size_t flooded = 0;
    Signal changed;

private:
    class Presence {
    public:
        explicit Presence(PathHandler& handler) : handler_{handler} {
            ++handler_.present;
            handler_.changed.notify_all();
        }
        ~Presence() {
            --handler_.present;
            handler_.changed.notify_all();
        }
        Presence(const Presence&) = delete;
        Presence& operator=(const Presence&) = delete;

    private:
        PathHandler& handler_;
    };

    static asio::awaitable<void> echo(Request request, ResponseWriter& writer) {
        Response response{200};
        response.headers.add("X-Method", request.method);
        response.headers.add("X-Target", request.target);
        response.headers.add("X-Subject", request.peer.certificate_subject.value_or("none"));
        response.body = std::move(request.body);
        co_await writer.send(std::move(response));
    }

    static asio::awaitable<void> stream(ResponseWriter& writer) {
        Response head{200};
        co_await writer.start(std::move(head));
        for (const char* piece : {"one\n", "two\n", "three\n"}) {
            co_await writer.write(piece);
        }
        co_await writer.finish();
    }

    asio::awaitable<void> flood(ResponseWriter& writer) {
        Response head{200};
        co_await writer.start(std::move(head));
        const std::string block(64 << 10, 'x');
        while (true) {
            const auto taken = co_await writer.write(block);
            if (!taken) {
                break;
            }
            flooded += block.size();
        }
    }

    Clock& clock_;
};

/// A real server on a free port of the loopback interface.
class HttpWorld {
public:
    explicit HttpWorld(ServerOptions options = ServerOptions{}) {
        server = Server::start(world.executor(), world.clock(), handler, std::move(options)).value();
    }
    ~HttpWorld() { world.run(server->stop(Duration{0})); }
    HttpWorld(const HttpWorld&) = delete;
    HttpWorld& operator=(const HttpWorld&) = delete;

    HttpTransportOptions transport_options() const {
        HttpTransportOptions options;
        options.server = parse_url(server->url()).value();
        return options;
    }
    std::unique_ptr<HttpTransport> transport(std::shared_ptr<TlsSource> tls = nullptr) {
        return std::make_unique<HttpTransport>(world.clock(), transport_options(), std::move(tls));
    }

    testing_support::RealWorld world;
    PathHandler handler{world.clock(), world.executor()};
    std::unique_ptr<Server> server;
};

}  // namespace flotilla::io::http
