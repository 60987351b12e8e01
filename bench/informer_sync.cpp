// What our informer needs to know all pods of a server, as a program of its own: the counterpart of
// client-go-informer.
//
//   bench_informer_sync [--namespace NS] [--form encoded|typed] [--list watchlist|pages]     KUBECONFIG names
//   the server
//
// Prints one JSON object.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "flotilla/base/memory.hpp"
#include "flotilla/kube/api/types.gen.hpp"
#include "flotilla/kube/client/auth/cluster_config.hpp"
#include "flotilla/kube/client/connect.hpp"
#include "flotilla/kube/runtime/informer.hpp"
#include "flotilla/telemetry/sinks.hpp"

namespace {

using namespace flotilla;

struct Arguments {
    std::string namespace_ = "informer-bench";
    std::string form = "encoded";
    std::string list = "pages";
};

double cpu_seconds(const rusage& usage) {
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

rusage usage_now() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage;
}

template <class T>
io::asio::awaitable<void> measure(const kube::Environment& environment, const Arguments& arguments) {
    const double cpu_before = cpu_seconds(usage_now());
    const TimePoint begun = environment.clock().now();
    kube::InformerOptions options{kube::resource_of<kube::Pod>()};
    options.namespace_ = arguments.namespace_;
    options.prefer_streaming_list = arguments.list == "watchlist";
    kube::Informer<T> informer{environment, options};
    informer.start();
    co_await informer.wait_for_sync();
    const std::chrono::duration<double> elapsed = environment.clock().now() - begun;
    const rusage usage = usage_now();
    fmt::print(
        R"({{"program":"flotilla {}","content":"json","list":"{}","pods":{},"sync_seconds":{:.4f},)"
        R"("cpu_seconds":{:.4f},"peak_rss_bytes":{}}})"
        "\n",
        arguments.form,
        arguments.list,
        informer.store().size(),
        elapsed.count(),
        cpu_seconds(usage) - cpu_before,
        usage.ru_maxrss * 1024
    );
    co_await informer.stop();
}

Result<void> run(const Arguments& arguments) {
    const auto variables = kube::EnvironmentVariables::of_process();
    FLOTILLA_TRY(
        const kube::ClusterConfig config, kube::load_cluster_config(kube::ConfigRequest{}, variables)
    );
    io::asio::io_context context{1};
    io::RealClock clock;
    FLOTILLA_TRY(const auto connected, kube::connect(clock, config, variables));
    const auto sink = telemetry::make_sink(*stderr);
    telemetry::Registry metrics;
    const kube::Environment environment{
        connected->client(), context.get_executor(), telemetry::Logger{*sink, clock}, metrics, 1
    };
    auto task = arguments.form == "typed" ? measure<kube::Pod>(environment, arguments)
                                          : measure<kube::EncodedObject>(environment, arguments);
    io::asio::co_spawn(context, std::move(task), io::asio::detached);
    context.run();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    return_large_buffers();  // as our programs do
    Arguments arguments;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        std::string* value = name == "--namespace" ? &arguments.namespace_
                             : name == "--form"    ? &arguments.form
                             : name == "--list"    ? &arguments.list
                                                   : nullptr;
        if (value == nullptr) {
            fmt::print(
                stderr,
                "usage: bench_informer_sync [--namespace NS] [--form encoded|typed] [--list "
                "watchlist|pages]\n"
            );
            return 2;
        }
        *value = argv[i + 1];
    }
    if (const auto done = run(arguments); !done) {
        fmt::print(stderr, "bench_informer_sync: {}\n", done.error().message);
        return 1;
    }
    return 0;
}
