#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/node/options.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/telemetry/log.hpp"

namespace flotilla::cluster {

/// Which controllers run, and on what nodes.
struct ControlPlaneOptions {
    ControlPlaneOptions() = default;
    /// For long runs in virtual time: heartbeats are rare, and nobody reads events.
    static ControlPlaneOptions for_virtual_time();

    std::vector<std::string> without;  ///< names of controllers to leave out, see `controller_names()`
    node::NodeOptions nodes;
    Duration node_grace = std::chrono::seconds{40};  ///< silence of a node until it counts as lost
    std::string root_certificate;                    ///< PEM, for the pods' kube-root-ca.crt
    bool events = true;                              ///< tell what happens by Event objects
    std::uint64_t seed = 1;
    telemetry::Logger log;
};

/// The built-in controllers and the simulated nodes, as clients of an API server in the same process.
class ControlPlane {
public:
    /// InvalidArgument: `without` names what is no controller.
    static Result<std::unique_ptr<ControlPlane>> make(
        ControlPlaneOptions options,
        io::http::Handler& api,
        io::Clock& clock,
        boost::asio::any_io_executor executor
    );
    ~ControlPlane();
    ControlPlane(const ControlPlane&) = delete;
    ControlPlane& operator=(const ControlPlane&) = delete;

    void start();
    /// Returns when the controllers work: caches are filled.
    boost::asio::awaitable<void> ready();
    boost::asio::awaitable<void> stop();

private:
    struct Impl;
    explicit ControlPlane(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// What `without` may name.
std::vector<std::string_view> controller_names();

}  // namespace flotilla::cluster
