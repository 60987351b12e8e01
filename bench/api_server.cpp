// The embedded API server in process, without sockets: start, creates, reads, a list of everything, memory.
// Prints JSON.
//
//   bench_api_server [PODS [WRITE_AHEAD_FOLDER]]
#include "flotilla/cluster/apiserver/api_server.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <unistd.h>

#include "flotilla/cluster/store/store.hpp"
#include "flotilla/cluster/store/write_ahead_log.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/loopback.hpp"

namespace {

using namespace flotilla;
namespace asio = boost::asio;
using Timer = std::chrono::steady_clock;  // NOLINT(flotilla-real-time): a benchmark measures real time

double seconds_since(Timer::time_point begin) {
    return std::chrono::duration<double>(Timer::now() - begin).count();
}

std::size_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::size_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// A pod that comes to about 3 KB when it is stored.
std::string pod(std::size_t number) {
    std::string environment;
    for (int i = 0; i < 12; ++i) {
        environment += fmt::format(
            R"({}{{"name":"SETTING_{}","value":"a value of middling length {}"}})", i == 0 ? "" : ",", i, i
        );
    }
    return fmt::format(
        R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"web-{:06}","labels":{{"app":"web","tier":"front","release":"r{}"}}}},)"
        R"("spec":{{"containers":[{{"name":"web","image":"registry.example.com/web:1.2.3","env":[{}],"ports":[{{"containerPort":8080}}],)"
        R"("resources":{{"requests":{{"cpu":"250m","memory":"128Mi"}},"limits":{{"cpu":"1","memory":"256Mi"}}}}}}]}}}})",
        number,
        number % 10,
        environment
    );
}

io::http::Request request(std::string method, std::string target, std::string body = {}) {
    io::http::Request made{std::move(method), std::move(target)};
    made.body = std::move(body);
    made.headers.add("Content-Type", "application/json");
    made.headers.add("User-Agent", "bench/1.0");
    return made;
}

/// Sends requests number `begin`, `begin` + `step`, … one after the other.
template <class Make>
asio::awaitable<void> send_some(
    io::http::Transport& transport,
    std::size_t begin,
    std::size_t end,
    std::size_t step,
    Make make,
    int expected
) {
    for (std::size_t i = begin; i < end; i += step) {
        io::http::Request next = make(i);
        const auto response = co_await transport.round_trip(std::move(next));
        if (!response || response->status != expected) {
            std::fprintf(
                stderr,
                "request %zu: %s\n",
                i,
                response ? response->body.c_str() : response.error().message.c_str()
            );
            std::exit(1);
        }
    }
}

/// Requests per second with 16 of them under way.
template <class Make>
double rate(
    asio::io_context& context, io::http::Transport& transport, std::size_t count, Make make, int expected
) {
    constexpr std::size_t kUnderWay = 16;
    const auto begin = Timer::now();
    for (std::size_t i = 0; i < kUnderWay; ++i) {
        asio::co_spawn(context, send_some(transport, i, count, kUnderWay, make, expected), asio::detached);
    }
    context.run();
    context.restart();
    return static_cast<double>(count) / seconds_since(begin);
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t pods = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 50'000;
    const std::string collection = "/api/v1/namespaces/default/pods";
    const auto begin = Timer::now();
    asio::io_context context;
    io::RealClock clock;
    cluster::Store store{context.get_executor()};
    std::unique_ptr<cluster::WriteAheadLog> log;
    if (argc > 2) {
        log = std::move(cluster::WriteAheadLog::open(argv[2], store, context.get_executor()).value());
    }
    const auto server = std::move(cluster::ApiServer::make({}, store, clock, context.get_executor()).value());
    const double start = seconds_since(begin);
    const std::size_t empty = resident_bytes();
    io::http::LoopbackTransport transport{*server, clock, context.get_executor(), cluster::admin_peer()};

    const auto create = [&](std::size_t i) { return request("POST", collection, pod(i)); };
    const auto read = [&](std::size_t i) {
        return request("GET", fmt::format("{}/web-{:06}", collection, i % pods));
    };
    const auto list = [&](std::size_t) { return request("GET", "/api/v1/pods"); };
    const double creates = rate(context, transport, pods, create, 201);
    const std::size_t full = resident_bytes();
    const double reads = rate(context, transport, 200'000, read, 200);
    const double lists = rate(context, transport, 1, list, 200);
    std::printf(
        "{\"pods\": %zu, \"journal\": %s, \"start_ms\": %.1f, \"empty_rss_mb\": %.1f, \"full_rss_mb\": %.1f, "
        "\"object_bytes\": %zu, \"creates_per_s\": %.0f, \"us_per_create\": %.1f, \"gets_per_s\": %.0f, "
        "\"list_all_ms\": %.0f}\n",
        pods,
        argc > 2 ? "true" : "false",
        start * 1e3,
        static_cast<double>(empty) / 1e6,
        static_cast<double>(full) / 1e6,
        store.live_bytes() / pods,
        creates,
        1e6 / creates,
        reads,
        1e3 / lists
    );
    return 0;
}
