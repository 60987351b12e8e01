#include "flotilla/cluster/apiserver/verbs/freshness.hpp"

#include <fmt/format.h>

#include "flotilla/io/within.hpp"

namespace flotilla::cluster {

namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kPatience{3};

asio::awaitable<bool> woken(io::Signal& signal) {
    co_await signal.wait();
    co_return true;
}

}  // namespace

kube::Status too_large_version(Revision wanted, Revision current) {
    kube::Status status = kube::statuses::timeout(
        fmt::format("Too large resource version: {}, current: {}", wanted, current), 1
    );
    if (!status.details) {
        status.details.emplace();
    }
    status.details->retry_after_seconds = 1;
    status.details->causes = {kube::StatusCause{"ResourceVersionTooLarge", "Too large resource version", ""}};
    return status;
}

asio::awaitable<Outcome<void>> await_version(Core& core, Collection& collection, Revision wanted) {
    const TimePoint deadline = core.clock.now() + kPatience;
    while (wanted > core.store.revision() && core.clock.now() < deadline && !core.stopping) {
        co_await io::within(core.clock, deadline - core.clock.now(), woken(collection.changed()));
    }
    if (wanted > core.store.revision()) {
        co_return reject(too_large_version(wanted, core.store.revision()));
    }
    co_return Outcome<void>{};
}

}  // namespace flotilla::cluster
