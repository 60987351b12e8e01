#pragma once
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/horizontal/autoscaler.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/telemetry/log.hpp"

namespace flotilla::lab {

struct AutoscalingOptions {
    AutoscalingOptions() = default;

    controllers::horizontal::Options controller;
    bool events = true;  ///< tell what happens by Event objects
    std::uint64_t seed = 1;
    telemetry::Logger log;
};

/// The controller of HorizontalPodAutoscalers beside an embedded cluster in the same process, as a real one
/// has it in its controller manager. Runs in real and in virtual time.
class Autoscaling {
public:
    /// @param api, clock  outlive this
    Autoscaling(
        AutoscalingOptions options,
        io::http::Handler& api,
        io::Clock& clock,
        const boost::asio::any_io_executor& executor
    );
    ~Autoscaling();
    Autoscaling(const Autoscaling&) = delete;
    Autoscaling& operator=(const Autoscaling&) = delete;

    void start();
    /// Await it before the cluster stops.
    boost::asio::awaitable<void> stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::lab
