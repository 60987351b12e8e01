#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/watch_event.hpp"

namespace flotilla::cluster {

/// An answer with its body read.
struct Answer {
    int code = 0;
    kube::Json json;
    io::http::Response http;

    [[nodiscard]] std::string text(std::initializer_list<std::string_view> path) const {
        return std::string{kube::find_string(json, path).value_or("")};
    }
    [[nodiscard]] std::int64_t number(std::initializer_list<std::string_view> path) const {
        return kube::find_int(json, path).value_or(-1);
    }
    [[nodiscard]] std::string version() const { return text({"metadata", "resourceVersion"}); }
    [[nodiscard]] std::size_t items() const {
        const auto* array = kube::find_array(json, {"items"});
        return array == nullptr ? 0 : array->size();
    }
};

/// A watch that collects what it is told.
struct Watch {
    int code = 0;
    std::vector<kube::WatchEvent> events;
    bool ended = false;
    std::string raw;

    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const kube::WatchEvent& event : events) {
            lines.push_back(
                std::string{kube::to_string(event.type)} + " " + std::string{event.object->name()}
            );
        }
        return lines;
    }
};

/// A server over an empty store, in virtual time.
class ApiServerTest : public testing::Test {
protected:
    void SetUp() override { start(ApiServerOptions{}); }

    void TearDown() override {
        watches_.cancel();
        clock_.run_ready();
    }

    void start(ApiServerOptions options, StoreOptions store_options = {}) {
        store_ = std::make_unique<Store>(context_.get_executor(), store_options);
        auto made = ApiServer::make(std::move(options), *store_, clock_, context_.get_executor());
        ASSERT_TRUE(made) << made.error().message;
        server_ = std::move(*made);
        transport_ = std::make_unique<io::http::LoopbackTransport>(
            *server_, clock_, context_.get_executor(), admin_peer()
        );
    }

    Answer call(io::http::Request request) { return call_through(*transport_, std::move(request)); }

    Answer call_through(io::http::Transport& transport, io::http::Request request) {
        Answer answer;
        io::TaskGroup group{context_.get_executor()};
        group.spawn(run_call(transport, std::move(request), answer));
        clock_.run_ready();
        if (answer.code == 0) {
            clock_.run_for(std::chrono::seconds{4});  // a read that waits for a version to come
        }
        return answer;
    }

    Answer send(
        std::string method, std::string target, std::string body = {}, std::string type = "application/json"
    ) {
        io::http::Request request{std::move(method), std::move(target)};
        request.body = std::move(body);
        if (!request.body.empty()) {
            request.headers.add("Content-Type", std::move(type));
        }
        request.headers.add("User-Agent", "tester/1.0");
        return call(std::move(request));
    }
    Answer get(std::string target) { return send("GET", std::move(target)); }
    Answer post(std::string target, std::string body) {
        return send("POST", std::move(target), std::move(body));
    }
    Answer put(std::string target, std::string body) {
        return send("PUT", std::move(target), std::move(body));
    }
    Answer del(std::string target, std::string body = {}) {
        return send("DELETE", std::move(target), std::move(body));
    }
    Answer merge(std::string target, std::string body) {
        return send("PATCH", std::move(target), std::move(body), "application/merge-patch+json");
    }
    Answer apply(std::string target, std::string body) {
        return send("PATCH", std::move(target), std::move(body), "application/apply-patch+yaml");
    }

    /// Starts a watch; it goes on until the end of the test.
    std::shared_ptr<Watch> watch(std::string target, std::string accept = "application/json") {
        auto watch = std::make_shared<Watch>();
        io::http::Request request{"GET", std::move(target)};
        request.headers.add("Accept", std::move(accept));
        watches_.spawn(run_watch(*transport_, std::move(request), watch));
        clock_.run_ready();
        return watch;
    }

    static std::string config_map(
        std::string_view name, std::string_view labels = "{}", std::string_view value = "1"
    ) {
        return fmt::format(
            R"({{"metadata":{{"name":"{}","labels":{}}},"data":{{"value":"{}"}}}})", name, labels, value
        );
    }
    static std::string pod(std::string_view name, std::string_view more_spec = "") {
        return fmt::format(
            R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{}"}},"spec":{{"containers":[{{"name":"c","image":"i"}}]{}}}}})",
            name,
            more_spec
        );
    }

    boost::asio::io_context context_;
    io::VirtualClock clock_{context_};
    std::unique_ptr<Store> store_;
    std::unique_ptr<ApiServer> server_;
    std::unique_ptr<io::http::LoopbackTransport> transport_;
    io::TaskGroup watches_{context_.get_executor()};

private:
    static boost::asio::awaitable<void> run_call(
        io::http::Transport& transport, io::http::Request request, Answer& answer
    ) {
        auto response = co_await transport.round_trip(std::move(request));
        if (!response) {
            ADD_FAILURE() << response.error().message;
            co_return;
        }
        answer.code = response->status;
        if (auto json = kube::parse_json(response->body)) {
            answer.json = std::move(*json);
        }
        answer.http = std::move(*response);
    }

    static boost::asio::awaitable<void> run_watch(
        io::http::Transport& transport, io::http::Request request, std::shared_ptr<Watch> watch
    ) {
        auto opened = co_await transport.open(std::move(request));
        if (!opened) {
            co_return;
        }
        watch->code = opened->head.status;
        kube::WatchDecoder decoder;
        while (true) {
            auto piece = co_await opened->body->read();
            if (!piece || piece->empty()) {
                watch->ended = true;
                co_return;
            }
            watch->raw += *piece;
            if (watch->code == 200) {
                decoder.feed(*piece);
                for (auto event = decoder.next(); event && *event; event = decoder.next()) {
                    watch->events.push_back(std::move(**event));
                }
            }
        }
    }
};

}  // namespace flotilla::cluster
