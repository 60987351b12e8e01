#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/task_group.hpp"

namespace flotilla::io::http {

/// A server that understands nothing: of each connection it reads something, says the next piece of that
/// connection's script, and closes the connection behind the last one. An empty piece is read for, but
/// nothing is said.
class ScriptedServer {
public:
    using Script = std::vector<std::string>;
    /// As a piece: go on with the next one soon, without reading first.
    static constexpr const char* kPause = "(pause)";

    ScriptedServer(const asio::any_io_executor& executor, std::vector<Script> scripts)
        : state_{std::make_shared<State>(executor, std::move(scripts))}, tasks_{executor} {
        tasks_.spawn(serve(state_));
    }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
    }
    [[nodiscard]] std::size_t connections() const { return state_->received.size(); }
    /// Everything that came on a connection, as far as it was read.
    [[nodiscard]] const std::string& received(std::size_t connection) const {
        return state_->received.at(connection);
    }

private:
    struct State {
        State(const asio::any_io_executor& executor, std::vector<Script> scripts_)
            : acceptor{executor, {asio::ip::address_v4::loopback(), 0}}, scripts{std::move(scripts_)} {}
        asio::ip::tcp::acceptor acceptor;
        std::vector<Script> scripts;
        std::vector<std::string> received;
        RealClock clock;
    };
    static constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

    static asio::awaitable<void> serve(std::shared_ptr<State> state) {
        for (const Script& script : state->scripts) {
            auto [error, socket] = co_await state->acceptor.async_accept(kToken);
            if (error) {
                co_return;
            }
            socket.set_option(asio::ip::tcp::no_delay{true});
            state->received.emplace_back();
            bool is_paused = false;
            for (const std::string& piece : script) {
                if (piece == kPause) {
                    co_await state->clock.sleep_for(std::chrono::milliseconds{1});
                    is_paused = true;
                    continue;
                }
                if (!is_paused) {
                    std::string bytes(4096, '\0');
                    const auto [ended, count] = co_await socket.async_read_some(asio::buffer(bytes), kToken);
                    state->received.back() += bytes.substr(0, count);
                }
                is_paused = false;
                co_await asio::async_write(socket, asio::buffer(piece), kToken);
            }
        }
    }

    std::shared_ptr<State> state_;
    TaskGroup tasks_;
};

}  // namespace flotilla::io::http
