#include <chrono>
#include <string>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "flotilla/io/http/loopback.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/runtime/informer.hpp"

#include "recorded_pod.hpp"

/// How fast a watch comes through: from the bytes of a recorded stream, over client and informer, to a
/// handler; one core.
namespace {

using namespace flotilla;
using namespace flotilla::kube;

constexpr std::size_t kPods = 1'000;
constexpr std::size_t kEvents = 20'000;
constexpr std::size_t kPiece = 16'384;  // as a socket gives them

/// kEvents changes of kPods pods.
const std::string& recorded_stream() {
    static const std::string lines = [] {
        std::string out;
        for (std::size_t i = 0; i < kEvents; ++i) {
            std::string pod = recorded_pod(i);
            const std::string own = fmt::format("web-{}", 1'000'000 + i);
            pod.replace(pod.find(own), own.size(), fmt::format("web-{}", 1'000'000 + i % kPods));
            out += R"({"type":"MODIFIED","object":)" + pod + "}\n";
        }
        return out;
    }();
    return lines;
}

/// Answers a streaming list with nothing, and goes on with the recording.
class Player final : public io::http::Handler {
public:
    asio::awaitable<void> handle(io::http::Request, io::http::ResponseWriter& writer) override {
        constexpr std::string_view kEnd =
            R"({"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"1","annotations":{"k8s.io/initial-events-end":"true"}}}})"
            "\n";
        io::http::Response head{200};
        head.headers.set("Content-Type", "application/json");
        (void)co_await writer.start(std::move(head));
        (void)co_await writer.write(kEnd);
        const std::string_view bytes = recorded_stream();
        for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
            (void)co_await writer.write(bytes.substr(at, kPiece));
        }
        (void)co_await writer.finish();
    }
};

template <class T>
void deliver(benchmark::State& state) {
    recorded_stream();
    for (auto _ : state) {
        asio::io_context context{1};
        io::VirtualClock clock{context};
        Player player;
        io::http::LoopbackTransport transport{player, clock, context.get_executor()};
        Client client{transport, clock};
        telemetry::Registry metrics;
        const Environment environment{client, context.get_executor(), telemetry::Logger{}, metrics, 0};
        Informer<T> informer{environment, InformerOptions{resource_of<Pod>()}};
        std::size_t delivered = 0;
        EventHandler<T> handler;
        handler.on_add = [&](const Shared<T>& pod, bool) {
            benchmark::DoNotOptimize(pod.get());
            ++delivered;
        };
        handler.on_update = [&](const Shared<T>&, const Shared<T>& pod) {
            benchmark::DoNotOptimize(pod.get());
            ++delivered;
        };
        const Subscription subscription = informer.add_handler(std::move(handler));
        informer.start();
        while (delivered < kEvents && context.run_one() > 0) {
        }
        if (delivered != kEvents || informer.store().size() != kPods) {
            state.SkipWithError("events were lost");
        }
        state.PauseTiming();
        asio::co_spawn(context, informer.stop(), asio::detached);
        clock.run_for(std::chrono::seconds{1});
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEvents));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(recorded_stream().size()));
}

void watch_delivery_encoded(benchmark::State& state) {
    deliver<EncodedObject>(state);
}
BENCHMARK(watch_delivery_encoded)->Unit(benchmark::kMillisecond);

void watch_delivery_typed(benchmark::State& state) {
    deliver<Pod>(state);
}
BENCHMARK(watch_delivery_typed)->Unit(benchmark::kMillisecond);

}  // namespace
