#include <benchmark/benchmark.h>

#include "flotilla/kube/api/object_list.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/kube/api/watch_event.hpp"

#include "recorded_pod.hpp"

/// What it costs to read pods as an API server sends them: 3 KB each, with managed fields, statuses and all.
namespace {

using namespace flotilla;
using namespace flotilla::kube;

constexpr std::size_t kPods = 5'000;
constexpr std::size_t kPiece = 16'384;  // as a socket gives them

const std::string& stream() {
    static const std::string lines = [] {
        std::string out;
        for (std::size_t i = 0; i < kPods; ++i) {
            out += R"({"type":"MODIFIED","object":)" + recorded_pod(i) + "}\n";
        }
        return out;
    }();
    return lines;
}

void decode_watch(benchmark::State& state) {
    const std::string_view bytes = stream();
    for (auto _ : state) {
        WatchDecoder decoder;
        std::size_t count = 0;
        for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
            decoder.feed(bytes.substr(at, kPiece));
            while (true) {
                auto event = decoder.next();
                if (!event) {
                    state.SkipWithError(event.error().message.c_str());
                    return;
                }
                if (!*event) {
                    break;
                }
                benchmark::DoNotOptimize((*event)->object->name());
                ++count;
            }
        }
        if (count != kPods) {
            state.SkipWithError("events were lost");
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPods));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(decode_watch)->Unit(benchmark::kMillisecond);

void decode_list_of_pods(benchmark::State& state) {
    std::string body = R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[)";
    for (std::size_t i = 0; i < kPods; ++i) {
        body += (i == 0 ? "" : ",") + recorded_pod(i);
    }
    body += "]}";
    std::size_t memory = 0;
    for (auto _ : state) {
        const auto list = decode_list(body);
        if (!list || list->items.size() != kPods) {
            state.SkipWithError("the list was not read");
            return;
        }
        memory = 0;
        for (const SharedObject& item : list->items) {
            memory += item->memory() + sizeof(SharedObject);
        }
    }
    state.counters["bytes_held"] = static_cast<double>(memory);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPods));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(decode_list_of_pods)->Unit(benchmark::kMillisecond);

void decode_typed_pod(benchmark::State& state) {
    const auto object = EncodedObject::parse(recorded_pod(1));
    for (auto _ : state) {
        auto typed = decode<Pod>(**object);
        benchmark::DoNotOptimize(typed);
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>((*object)->json().size()));
}
BENCHMARK(decode_typed_pod);

}  // namespace
