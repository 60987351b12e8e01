#include "flotilla/lab/simulated_day.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "flotilla/cluster/history_hash.hpp"
#include "flotilla/controllers/group/process.hpp"
#include "flotilla/lab/live_table.hpp"
#include "flotilla/lab/world.hpp"

namespace flotilla::lab {
namespace {

/// How often the history is taken in: less than the store's window of past changes holds.
constexpr Duration kSlice = std::chrono::minutes{1};

controllers::group::Options operator_options(const DayOptions& options) {
    controllers::group::Options made;
    made.defaults.interval = options.interval;
    made.defaults.policy.name = "random";
    return made;
}

/// The tasks of a day: set up, run, stop.
class Day {
public:
    Day(const DayOptions& options, World& world, asio::any_io_executor executor)
        : options_(options),
          world_(world),
          groups_(options.groups.empty() ? std::string{teastore_groups()} : options.groups),
          process_(
              world.environment(),
              operator_options(options),
              {"simulated", false},
              [this](const std::string&) -> Result<std::string> { return groups_; }
          ),
          tasks_(executor) {}

    void start() { tasks_.spawn(run()); }
    void stop() { process_.stop(); }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] const controllers::group::Operator& group_operator() const {
        return process_.group_operator();
    }

private:
    asio::awaitable<void> run() {
        co_await world_.ready();
        const auto created = co_await create_all(world_.client(), teastore_manifests());
        if (!created) {
            failure_ = created.error();
            co_return;
        }
        const auto ended = co_await process_.run();
        if (!ended) {
            failure_ = ended.error();
        }
        co_await world_.stop();
    }

    DayOptions options_;
    World& world_;
    std::string groups_;
    controllers::group::Process process_;
    std::optional<Error> failure_;
    io::TaskGroup tasks_;
};

}  // namespace

Result<DayReport> simulate_day(const DayOptions& options) {
    asio::io_context context{1};
    io::VirtualClock clock{context};
    WorldOptions world_options;
    world_options.seed = options.seed;
    world_options.heartbeat =
        std::chrono::minutes{5};  // a day of heartbeats every 10 s is all that one would see
    world_options.events = false;
    FLOTILLA_TRY(const auto world, World::make(world_options, clock, context.get_executor()));
    Day day{options, *world, context.get_executor()};
    day.start();
    cluster::HistoryHash history;
    for (Duration passed{0}; passed < options.length; passed += kSlice) {
        clock.run_for(std::min(kSlice, options.length - passed));
        FLOTILLA_CHECK(history.take(world->cluster().store()));
    }
    const controllers::group::Operator& group_operator = day.group_operator();
    DayReport report{
        history.value(),
        history.change_count(),
        group_operator.actions(),
        to_table(group_operator.groups(), group_operator.deployments(), clock.now())
    };
    day.stop();
    clock.run_for(std::chrono::minutes{5});
    if (day.failure()) {
        return tl::unexpected<Error>{*day.failure()};
    }
    return report;
}

}  // namespace flotilla::lab
