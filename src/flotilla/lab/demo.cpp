#include "flotilla/lab/demo.hpp"

#include <filesystem>
#include <map>

#include "flotilla/controllers/group/process.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/lab/experiment/scaling_run.hpp"
#include "flotilla/lab/live_table.hpp"
#include "flotilla/lab/world.hpp"

namespace flotilla::lab {
namespace {

using controllers::group::GroupView;

constexpr Duration kFrame = std::chrono::milliseconds{200};

controllers::group::Options operator_options(const DemoOptions& options) {
    controllers::group::Options made;
    made.defaults.interval = options.interval;
    made.defaults.policy = {"random", {{"seed", std::to_string(options.seed)}}};
    return made;
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

/// One run of the demo: everything that lives as long as its cluster.
class Demo::Stage {
public:
    Stage(Demo& demo, World& world)
        : demo_(demo),
          world_(world),
          screen_(demo.out_),
          process_(
              world.environment(),
              operator_options(demo.options_),
              {"demo", false},
              [](const std::string&) -> Result<std::string> { return std::string{teastore_groups()}; }
          ),
          tasks_(demo.executor_) {}

    asio::awaitable<Result<void>> play() {
        FLOTILLA_CO_CHECK(co_await set_up());
        co_await scale();
        if (demo_.options_.with_experiment && !demo_.is_stopping_) {
            FLOTILLA_CO_CHECK(co_await measure());
        }
        co_return finish();
    }

private:
    asio::awaitable<Result<void>> set_up() {
        const TimePoint started = demo_.clock_.now();
        co_await world_.ready();
        say(fmt::format(
            "An embedded Kubernetes cluster is ready after {:.0f} ms.\n",
            seconds(demo_.clock_.now() - started) * 1000
        ));
        FLOTILLA_CO_CHECK(co_await create_all(world_.client(), teastore_manifests()));
        say("TeaStore is created: seven Deployments and their Services. Waiting for their pods ...\n");
        FLOTILLA_CO_CHECK(co_await await_available(world_.client(), std::chrono::minutes{5}));
        say(fmt::format(
            "All seven are ready after {:.1f} s. The group operator begins: {} actions, one every {} for "
            "each group.\n\n",
            seconds(demo_.clock_.now() - started),
            demo_.options_.actions,
            format_duration(demo_.options_.interval)
        ));
        co_return Result<void>{};
    }

    /// The operator works until it has made its actions and the members have followed.
    asio::awaitable<void> scale() {
        const controllers::group::Operator& group_operator = process_.group_operator();
        tasks_.spawn(run_operator());
        while (!demo_.is_stopping_ && (group_operator.actions() < demo_.options_.actions || !has_settled())) {
            tell_new_actions();
            screen_.show(to_table(group_operator.groups(), group_operator.deployments(), demo_.clock_.now()));
            co_await demo_.clock_.sleep_for(kFrame);
        }
        final_table_ = to_table(group_operator.groups(), group_operator.deployments(), demo_.clock_.now());
        screen_.show(final_table_);
        tell_new_actions();
        process_.stop();
        co_await tasks_.join();
    }

    asio::awaitable<void> run_operator() {
        const auto ended = co_await process_.run();
        if (!ended) {
            say(ended.error().message + "\n");
        }
    }

    [[nodiscard]] bool has_settled() const {
        for (const auto& [name, deployment] : process_.group_operator().deployments()) {
            if (!deployment.is_settled()) {
                return false;
            }
        }
        return true;
    }

    /// A line for each action that has ended since the last look.
    void tell_new_actions() {
        for (const GroupView& view : process_.group_operator().groups()) {
            if (!view.last || view.is_acting || told_[view.managed.name()] == view.last->time) {
                continue;
            }
            told_[view.managed.name()] = view.last->time;
            std::string line = fmt::format(
                "{} {} {}:", format_time(view.last->time), view.managed.name(), view.last->outcome
            );
            for (const model::MemberDecision& member : view.last->decision.members) {
                line += fmt::format(" {}={}", member.name, member.desired.count());
            }
            lines_ += line + "\n";
            if (!screen_.is_terminal()) {
                say(line + "\n");
            }
        }
    }

    asio::awaitable<Result<void>> measure() {
        say("\nHow long does scaling take? Each group goes 1-2, 2-5, 5-10 and back, once.\n");
        ScalingRunOptions options;
        options.runs = 1;
        for (const auto& line : controllers::group::parse_group_file(teastore_groups()).groups) {
            options.groups.push_back({fmt::format("group-{}", options.groups.size() + 1), line.members});
        }
        ScalingRun run{
            world_.environment(),
            std::move(options),
            [this](int, const std::string& group, ScalingStep step, Duration took) {
                say(fmt::format(
                    "  {} {}-{}: {:.2f} s\n", group, step.from.count(), step.to.count(), seconds(took)
                ));
            }
        };
        FLOTILLA_CO_TRY(records_, co_await run.run());
        co_return Result<void>{};
    }

    Result<void> finish() {
        const std::filesystem::path folder = demo_.options_.folder;
        const auto statistics = statistics_of(records_);
        std::string summary = "Actions\n" + lines_ + "\nGroups at the end\n" + final_table_;
        if (!records_.empty()) {
            summary += fmt::format(
                "\nScaling times (simulated start-up delays, {} times faster)\n", demo_.options_.speed
            );
            summary += to_table(statistics);
            FLOTILLA_CHECK(io::write_file_atomically(folder / "scaling_csv.txt", to_csv(records_)));
            FLOTILLA_CHECK(io::write_file_atomically(folder / "scaling_csv.svg", to_svg(statistics)));
        }
        FLOTILLA_CHECK(io::write_file_atomically(folder / "summary.txt", summary));
        say("\n" + summary +
            fmt::format(
                "\nWritten to {}: summary.txt{}\n",
                folder.string(),
                records_.empty() ? "" : ", scaling_csv.txt, scaling_csv.svg"
            ));
        return {};
    }

    void say(const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), &demo_.out_);
        std::fflush(&demo_.out_);
    }

    Demo& demo_;
    World& world_;
    LiveScreen screen_;
    controllers::group::Process process_;
    std::map<std::string, WallTime> told_;
    std::string lines_;
    std::string final_table_;
    std::vector<ScalingRecord> records_;
    io::TaskGroup tasks_;
};

Demo::Demo(DemoOptions options, io::Clock& clock, asio::any_io_executor executor, std::FILE& out)
    : options_(std::move(options)), clock_(clock), executor_(std::move(executor)), out_(out) {}

asio::awaitable<Result<void>> Demo::run() {
    std::error_code failed;
    std::filesystem::create_directories(options_.folder, failed);
    if (failed) {
        co_return fail(
            ErrorCode::Forbidden,
            fmt::format("cannot make the folder {} (--output): {}", options_.folder, failed.message())
        );
    }
    WorldOptions world_options;
    world_options.seed = options_.seed;
    world_options.speed = options_.speed;
    FLOTILLA_CO_TRY(const std::unique_ptr<World> world, World::make(world_options, clock_, executor_));
    Result<void> outcome;
    {
        Stage stage{*this, *world};
        outcome = co_await stage.play();
    }
    co_await world->stop();
    co_return outcome;
}

}  // namespace flotilla::lab
