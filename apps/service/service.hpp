#pragma once
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/http/handler.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/telemetry/probes.hpp"

#include "service/admission.hpp"
#include "service/memory.hpp"
#include "service/own_cost.hpp"
#include "service/pod_metrics.hpp"
#include "service/work.hpp"

namespace flotilla::apps::service {

struct ServiceOptions {
    ServiceOptions() = default;

    PodIdentity identity;
    std::uint64_t seed = 1;
    bool with_startup = true;  ///< boots as the model says before it is ready
    /// What the program itself costs per request and call is taken off the endpoint's work.
    bool charges_own_cost = true;
    /// Holds the memory that the model says.
    bool holds_memory = true;
};

/// One pod of one service of an application: GET /ENDPOINT does its work, /metrics, /livez and /readyz tell
/// about it. One executor.
class Service final : public io::http::Handler {
public:
    /// Everything borrowed outlives the service.
    Service(
        asio::any_io_executor executor,
        io::Clock& clock,
        Cpu& cpu,
        Callees& callees,
        const model::Application& application,
        const model::Service& what,
        telemetry::Registry& registry,
        ServiceOptions options
    );

    /// Begins to boot, and then does what a pod does without being asked.
    void start();
    /// Not ready any longer: whoever balances takes it out. Requests are still served.
    void drain() { is_draining_ = true; }
    /// Ends everything that is under way, and waits for it.
    asio::awaitable<void> stop();

    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

    [[nodiscard]] bool is_ready() const { return is_booted_ && !is_draining_; }
    [[nodiscard]] std::size_t inflight() const { return admission_.inflight(); }

private:
    /// How a request ends, for whoever waits for it.
    struct Ending;

    asio::awaitable<void> boot();
    asio::awaitable<void> idle();
    asio::awaitable<void> keep_memory();
    asio::awaitable<void> call_periodically(const model::BackgroundCall& background);
    asio::awaitable<void> serve(
        const model::Endpoint& endpoint, Session session, std::string caller, std::shared_ptr<Ending> ending
    );
    asio::awaitable<std::shared_ptr<Ending>> answer(
        const model::Endpoint& endpoint, io::http::Request request
    );
    void add_probes();
    void count_own_cost();

    io::Clock& clock_;
    Cpu& cpu_;
    Callees& callees_;
    const model::Application& application_;
    const model::Service& what_;
    telemetry::Registry& registry_;
    ServiceOptions options_;
    TimePoint started_;
    bool is_booted_ = false;
    bool is_draining_ = false;
    RandomStream boot_stream_;
    Admission admission_;
    Work work_;
    OwnCost own_cost_;
    std::uint64_t served_ = 0;
    PodMetrics metrics_;
    telemetry::ProbeHandler probes_;
    Ballast ballast_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::apps::service
