#include "flotilla/kube/runtime/manager.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "flotilla/io/within.hpp"

namespace flotilla::kube {

Manager::Manager(const Environment& environment, ManagerOptions options)
    : environment_(environment),
      options_(std::move(options)),
      informers_(environment),
      probes_(environment.metrics),
      changed_(environment.executor),
      running_(environment.executor),
      electing_(environment.executor) {
    probes_.ready().add("informers", [this] { return informers_.check(); });
    if (!options_.leader_election) {
        return;
    }
    LeaderCallbacks callbacks;
    callbacks.on_started = [this] { start_controllers(); };
    callbacks.on_stopped = [this] {
        has_lost_lead_ = !is_stopping_;
        changed_.notify_all();
    };
    elector_ = std::make_unique<LeaderElector>(environment, *options_.leader_election, std::move(callbacks));
}

void Manager::start_controllers() {
    for (Controller* controller : controllers_) {
        running_.spawn(controller->run());
    }
}

void Manager::stop() {
    is_stopping_ = true;
    changed_.notify_all();
}

asio::awaitable<Result<void>> Manager::run() {
    std::unique_ptr<io::http::Server> server;
    if (options_.probes) {
        auto started =
            io::http::Server::start(environment_.executor, environment_.clock(), probes_, *options_.probes);
        if (!started) {
            co_return with_context(std::move(started).error(), "serving probes");
        }
        server = std::move(*started);
    }
    informers_.start();
    Result<void> result = co_await work();
    co_await informers_.stop();
    if (server) {
        co_await server->stop(std::chrono::seconds{1});
    }
    co_return result;
}

asio::awaitable<Result<void>> Manager::work() {
    if (elector_) {
        electing_.spawn(elector_->run());
    } else {
        start_controllers();
    }
    co_await wait_for_end();
    co_await shut_down();
    if (has_lost_lead_) {
        co_return fail(ErrorCode::Unavailable, "leadership was lost: somebody else works now");
    }
    co_return Result<void>{};
}

asio::awaitable<void> Manager::wait_for_end() {
    while (!is_stopping_ && !has_lost_lead_) {
        co_await changed_.wait();
    }
}

/// The lease is ours until the last reconcile has ended: only then may somebody else begin.
asio::awaitable<void> Manager::shut_down() {
    for (Controller* controller : controllers_) {
        controller->stop();
    }
    const bool ended = co_await io::within(environment_.clock(), options_.shutdown_grace, running_.join());
    if (!ended) {
        environment_.log.warn("reconciles under way are cut off", {{"grace", options_.shutdown_grace}});
        running_.cancel();
        co_await running_.join();
    }
    if (elector_) {
        elector_->stop();
        co_await electing_.join();
    }
}

Result<void> run_process(asio::io_context& context, Manager& manager) {
    asio::signal_set signals{context, SIGTERM, SIGINT};
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) {
            signals.clear();  // the next one ends the process by itself
            manager.stop();
        }
    });
    Result<void> result;
    asio::co_spawn(context, manager.run(), [&](const std::exception_ptr& exception, Result<void> ended) {
        FLOTILLA_ASSERT(!exception);
        result = std::move(ended);
        signals.cancel();
    });
    context.run();
    return result;
}

}  // namespace flotilla::kube
