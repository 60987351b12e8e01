#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "flotilla/cluster/faults/api_faults.hpp"
#include "flotilla/cluster/faults/fault_plan.hpp"
#include "flotilla/cluster/faults/skewed_clock.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/telemetry/log.hpp"

namespace flotilla::cluster::faults {

namespace asio = boost::asio;

/// Lets the faults of a plan happen in time: nodes and pods by the annotations that a person would set, the
/// API by its policy, the clock by itself. The same plan and seed give the same faults.
class Injector {
public:
    /// @param spared the user behind the cluster's own controllers
    Injector(
        FaultPlan plan,
        io::Clock& clock,
        const asio::any_io_executor& executor,
        std::uint64_t seed,
        std::string_view spared,
        telemetry::Logger log
    );

    /// What the API server and the controllers are to be given.
    [[nodiscard]] FaultPolicy& api() { return api_; }
    [[nodiscard]] io::Clock& clock() { return skewed_; }

    /// The plan's time begins now. @param client of the cluster; outlives the injector
    void start(kube::Client& client, std::function<void()> drop_watches);
    asio::awaitable<void> stop();

private:
    asio::awaitable<void> let_happen(std::size_t number, TimePoint origin);
    asio::awaitable<void> begin(std::size_t number);
    asio::awaitable<void> end(std::size_t number);
    asio::awaitable<void> fail_pods(const PodFault& fault, std::size_t number);
    asio::awaitable<Result<std::vector<kube::ObjectKey>>> choose(const PodFault& fault, std::size_t number);
    asio::awaitable<void> kill(kube::ObjectKey pod);
    /// @param value of flotilla.dev/fault; null takes the annotation away
    asio::awaitable<void> annotate(const kube::ResourceType& type, kube::ObjectKey key, kube::Json value);
    void tell(std::string_view message, std::size_t number) const;
    void complain(std::string_view what, const Error& error) const;

    FaultPlan plan_;
    io::Clock& real_;
    SkewedClock skewed_;
    std::uint64_t seed_;
    ApiFaults api_;
    telemetry::Logger log_;
    kube::Client* client_ = nullptr;
    std::function<void()> drop_watches_;
    std::vector<std::vector<kube::ObjectKey>> chosen_;  // by fault: the pods that it fell on
    io::TaskGroup tasks_;
};

}  // namespace flotilla::cluster::faults
