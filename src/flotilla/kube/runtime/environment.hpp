#pragma once
#include <cstdint>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/telemetry/log.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::kube {

namespace asio = boost::asio;

/// What every part of the runtime is given: where the cluster is, whose tasks it runs, and where it reports.
/// Everything that is referred to outlives the part.
struct Environment {
    Client& client;
    asio::any_io_executor executor;
    telemetry::Logger log;
    telemetry::Registry& metrics;
    std::uint64_t seed = 0;  ///< of jitter: the same seed waits in the same way

    [[nodiscard]] io::Clock& clock() const { return client.clock(); }
};

}  // namespace flotilla::kube
