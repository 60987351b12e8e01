#include "flotilla/cli/cluster_command.hpp"

#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "flotilla/cli/cluster_state.hpp"
#include "flotilla/cli/detach.hpp"
#include "flotilla/cli/exit.hpp"
#include "flotilla/cli/users_kubeconfig.hpp"
#include "flotilla/cluster/cluster.hpp"
#include "flotilla/cluster/serving/access.hpp"
#include "flotilla/cluster/usage/exposition.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/io/http/server.hpp"
#include "flotilla/lab/autoscaling.hpp"
#include "flotilla/lab/controller_choice.hpp"
#include "flotilla/telemetry/sinks.hpp"

namespace flotilla::cli {
namespace {

namespace asio = boost::asio;
using Ready = std::function<void()>;

constexpr std::string_view kAutoscaler = "horizontal-pod-autoscaler";
constexpr auto kStopGrace = std::chrono::seconds{2};
constexpr auto kDownPatience = std::chrono::seconds{10};

std::string entropy() {
    std::string bytes(24, '\0');
    FLOTILLA_ASSERT(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return bytes;
}

Result<cluster::faults::FaultPlan> read_faults(const std::string& file) {
    if (file.empty()) {
        return cluster::faults::FaultPlan{};
    }
    FLOTILLA_TRY(const std::string text, io::read_file(file, 1U << 20U));
    auto plan = cluster::faults::parse_fault_plan(text);
    return plan ? std::move(plan) : with_context(std::move(plan).error(), file);
}

/// The embedded cluster behind a server, and the files that tell others how to reach it.
class ServedCluster {
public:
    ServedCluster(const ClusterUpFlags& flags, std::filesystem::path home)
        : flags_{flags}, home_{std::move(home)} {}

    Result<void> start() {
        FLOTILLA_TRY(const cluster::Access access, cluster::make_access(clock_.wall_now(), entropy()));
        cluster::ClusterOptions options;
        options.api.seed = flags_.seed;
        options.api.insecure = flags_.http;
        FLOTILLA_TRY(options.faults, read_faults(flags_.faults));
        if (!flags_.data.empty()) {
            options.data = flags_.data;
        }
        options.control.seed = flags_.seed;
        FLOTILLA_CHECK(choose_controllers(options.control.without));
        FLOTILLA_TRY(const Duration resolution, parse_duration(flags_.metrics_resolution));
        if (resolution > Duration{0}) {
            options.metrics_resolution = resolution;
        }
        options.control.root_certificate = access.authority.certificate;
        options.control.nodes.count = flags_.nodes;
        options.control.nodes.speed = flags_.speed;
        options.control.nodes.seed = flags_.seed;
        options.control.log = log_;
        options.api.tokens.push_back({access.admin_token, "kubernetes-admin", {"system:masters"}});
        FLOTILLA_TRY(cluster_, cluster::Cluster::make(std::move(options), clock_, context_.get_executor()));
        FLOTILLA_CHECK(prepare_autoscaling());

        io::http::ServerOptions serving;
        serving.port = flags_.port;
        serving.on_defect = [this](std::string_view what) {
            log_.error("a request met a defect", {{"exception", what}});
        };
        serving.max_body_bytes =
            4 *
            cluster::ApiServerOptions{}.max_body_bytes;  // the API server refuses too much in its own words
        if (!flags_.http) {
            io::http::TlsServerOptions tls{
                access.server.certificate, access.server.key, access.authority.certificate
            };
            serving.tls = std::move(tls);
        }
        FLOTILLA_TRY(
            server_,
            io::http::Server::start(context_.get_executor(), clock_, cluster_->api(), std::move(serving))
        );
        FLOTILLA_CHECK(serve_prometheus());
        return publish(access);
    }

    /// Serves until it is told to stop; calls `announce` when the controllers work.
    void run(const Ready& announce) {
        asio::co_spawn(context_, stop_on_signal(), asio::detached);
        asio::co_spawn(context_, tell_when_ready(announce), asio::detached);
        context_.run();
        forget_cluster_state(home_);
        if (const auto restored = merged_ ? merged_->restore() : Result<void>{}; !restored) {
            report(restored.error());
        }
    }

    [[nodiscard]] const ClusterState& state() const { return state_; }
    /// What to do to use it.
    [[nodiscard]] std::string usage() const {
        return merged_ ? fmt::format("kubectl uses it by {}", merged_->file().string())
                       : fmt::format("use it with: export KUBECONFIG={}", state_.kubeconfig);
    }

private:
    /// What of the control plane is left out, and whether the autoscaler is.
    Result<void> choose_controllers(std::vector<std::string>& without) {
        std::vector<std::string_view> known = cluster::controller_names();
        known.push_back(kAutoscaler);
        FLOTILLA_TRY(without, lab::left_out(flags_.controllers, known));
        without.insert(without.end(), flags_.without.begin(), flags_.without.end());
        has_autoscaler_ = std::erase(without, kAutoscaler) == 0;
        return {};
    }

    Result<void> prepare_autoscaling() {
        lab::AutoscalingOptions options;
        FLOTILLA_TRY(options.controller.settings, hpa_settings(flags_.hpa));
        options.seed = flags_.seed;
        options.log = telemetry::Logger{*sink_, clock_, telemetry::Level::Warn};
        if (has_autoscaler_) {
            autoscaling_ = std::make_unique<lab::Autoscaling>(
                std::move(options), cluster_->api(), clock_, context_.get_executor()
            );
        }
        return {};
    }

    Result<void> serve_prometheus() {
        if (!flags_.prometheus_port) {
            return {};
        }
        if (cluster_->monitor() == nullptr) {
            return fail(
                ErrorCode::InvalidArgument,
                "--prometheus-port needs usage to be read: --metrics-resolution is 0"
            );
        }
        exposition_ = std::make_unique<cluster::usage::Exposition>(cluster_->store(), *cluster_->monitor());
        io::http::ServerOptions options;
        options.port = *flags_.prometheus_port;
        FLOTILLA_TRY(
            pages_, io::http::Server::start(context_.get_executor(), clock_, *exposition_, std::move(options))
        );
        return {};
    }

    Result<void> publish(const cluster::Access& access) {
        std::error_code failed;
        std::filesystem::create_directories(home_, failed);
        const auto kubeconfig =
            flags_.kubeconfig.empty() ? home_ / "kubeconfig" : std::filesystem::absolute(flags_.kubeconfig);
        const std::string text = cluster::kubeconfig_for(access, server_->url());
        FLOTILLA_CHECK(io::write_file_atomically(kubeconfig, text, 0600));
        if (flags_.merge_kubeconfig) {
            FLOTILLA_TRY(merged_, UsersKubeconfig::merge(text));
        }
        state_ = {::getpid(), start_of(::getpid()), server_->url(), kubeconfig.string()};
        return save_cluster_state(home_, state_);
    }

    asio::awaitable<void> tell_when_ready(Ready announce) {
        co_await cluster_->ready();
        if (autoscaling_) {
            autoscaling_->start();
        }
        announce();
    }

    asio::awaitable<void> stop_on_signal() {
        asio::signal_set signals{context_, SIGTERM, SIGINT};
        co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
        co_await server_->stop(kStopGrace);
        if (pages_) {
            co_await pages_->stop(kStopGrace);
        }
        if (autoscaling_) {
            co_await autoscaling_->stop();
        }
        co_await cluster_->stop();
        context_.stop();
    }

    ClusterUpFlags flags_;
    std::filesystem::path home_;
    asio::io_context context_{1};
    io::RealClock clock_;
    std::unique_ptr<telemetry::Sink> sink_ = telemetry::make_sink(*stderr);
    telemetry::Logger log_{*sink_, clock_, telemetry::Level::Warn};
    std::unique_ptr<cluster::Cluster> cluster_;
    std::unique_ptr<lab::Autoscaling> autoscaling_;
    bool has_autoscaler_ = true;
    std::unique_ptr<io::http::Server> server_;
    std::unique_ptr<cluster::usage::Exposition> exposition_;
    std::unique_ptr<io::http::Server> pages_;
    std::optional<UsersKubeconfig> merged_;
    ClusterState state_;
};

/// Each connection takes a descriptor, and the limit that programs start with is made for those that use
/// select().
void allow_many_connections() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);  // refused: then connections beyond it wait
    }
}

int serve(const ClusterUpFlags& flags, const std::filesystem::path& home, const Ready& ready) {
    allow_many_connections();
    std::signal(SIGPIPE, SIG_IGN);  // whoever reads what it prints may leave; the cluster stays
    ServedCluster served{flags, home};
    if (const auto started = served.start(); !started) {
        return report(started.error());
    }
    served.run([&] {
        std::printf("cluster ready at %s; %s\n", served.state().url.c_str(), served.usage().c_str());
        std::fflush(stdout);
        ready();
    });
    return kSuccess;
}

}  // namespace

int cluster_up(const ClusterUpFlags& flags) {
    const auto home = flotilla_home();
    if (!home) {
        return report(home.error());
    }
    const auto running = running_cluster(*home);
    if (!running) {
        return report(running.error());
    }
    if (*running) {
        return report(
            {ErrorCode::AlreadyExists,
             fmt::format(
                 "a cluster runs already at {} (process {}): stop it with `flotilla cluster down`, or set "
                 "FLOTILLA_HOME "
                 "to another folder for a second one",
                 (*running)->url,
                 (*running)->pid
             )}
        );
    }
    if (!flags.detach) {
        return serve(flags, *home, [] {});
    }
    return run_detached(*home / "cluster.log", [&](const Ready& ready) {
        return serve(flags, *home, ready);
    });
}

int cluster_down() {
    const auto home = flotilla_home();
    const auto running = home ? running_cluster(*home) : tl::unexpected<Error>{home.error()};
    if (!running) {
        return report(running.error());
    }
    if (!*running) {
        std::printf("no cluster is running\n");
        return kSuccess;
    }
    const ClusterState& state = **running;
    if (::kill(state.pid, SIGTERM) != 0) {
        return report(
            {ErrorCode::Forbidden,
             fmt::format("process {} cannot be told to stop: it belongs to another user", state.pid)}
        );
    }
    io::RealClock clock;
    asio::io_context context{1};
    bool has_ended = false;
    asio::co_spawn(
        context,
        [](io::Clock& time, const ClusterState& which, bool& ended) -> asio::awaitable<void> {
            const TimePoint patience = time.now() + kDownPatience;
            while (!ended && time.now() < patience) {
                co_await time.sleep_for(std::chrono::milliseconds(10));
                ended = start_of(which.pid) != which.started;
            }
        }(clock, state, has_ended),
        asio::detached
    );
    context.run();
    if (!has_ended) {
        return report(
            {ErrorCode::DeadlineExceeded,
             fmt::format(
                 "process {} was told to stop, but still runs: end it with kill -9 {}", state.pid, state.pid
             )}
        );
    }
    std::printf("cluster stopped\n");
    return kSuccess;
}

int cluster_status() {
    const auto home = flotilla_home();
    const auto running = home ? running_cluster(*home) : tl::unexpected<Error>{home.error()};
    if (!running) {
        return report(running.error());
    }
    if (!*running) {
        std::printf("no cluster is running; start one with: flotilla cluster up --detach\n");
        return kFailure;
    }
    std::printf(
        "cluster running at %s (process %d); use it with: export KUBECONFIG=%s\n",
        (*running)->url.c_str(),
        static_cast<int>((*running)->pid),
        (*running)->kubeconfig.c_str()
    );
    return kSuccess;
}

}  // namespace flotilla::cli
