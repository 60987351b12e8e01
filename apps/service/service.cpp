#include "service/service.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "flotilla/io/cpu_time.hpp"

#include "service/sampling.hpp"

namespace flotilla::apps::service {
namespace {

using namespace std::chrono_literals;

/// How often a pod without requests uses its idle CPU.
constexpr Duration kIdleBeat = 100ms;

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

bool is_probe(std::string_view path) {
    constexpr std::string_view kProbes[] = {"/metrics", "/healthz", "/livez", "/readyz"};
    return std::any_of(std::begin(kProbes), std::end(kProbes), [&](std::string_view probe) {
        return path == probe || (path.starts_with(probe) && path[probe.size()] == '/');
    });
}

int status_of(const Error& error) {
    return error.code == ErrorCode::DeadlineExceeded ? 504 : 502;
}

io::http::Response text(int status, std::string body) {
    io::http::Response response{status};
    response.headers.add("Content-Type", "text/plain");
    response.body = std::move(body);
    return response;
}

}  // namespace

struct Service::Ending {
    explicit Ending(const asio::any_io_executor& executor) : changed{executor} {}

    int status = 0;  ///< 0: it has not ended
    std::string message;
    io::Signal changed;
};

Service::Service(
    asio::any_io_executor executor,
    io::Clock& clock,
    Cpu& cpu,
    Callees& callees,
    const model::Application& application,
    const model::Service& what,
    telemetry::Registry& registry,
    ServiceOptions options
)
    : clock_{clock},
      cpu_{cpu},
      callees_{callees},
      application_{application},
      what_{what},
      registry_{registry},
      options_{std::move(options)},
      started_{clock.now()},
      boot_stream_{options_.seed, "boot/" + options_.identity.pod},
      admission_{executor, what.concurrency},
      work_{
          executor,
          clock,
          cpu,
          callees,
          application,
          RandomStream{options_.seed, "work/" + options_.identity.pod}
      },
      metrics_{registry, options_.identity},
      probes_{registry},
      tasks_{std::move(executor)} {
    add_probes();
}

void Service::add_probes() {
    probes_.ready().add("boot", [this]() -> Result<void> {
        return is_booted_ ? Result<void>{} : fail(ErrorCode::Unavailable, "it is still booting");
    });
    probes_.ready().add("drain", [this]() -> Result<void> {
        return is_draining_ ? fail(ErrorCode::Unavailable, "it is being taken down") : Result<void>{};
    });
    registry_.gauge_from(
        "flotilla_service_inflight_requests",
        "Requests in the pod, working and waiting",
        [this] { return static_cast<double>(admission_.inflight()); }
    );
    registry_.gauge_from("flotilla_service_queued_requests", "Requests that wait for a thread", [this] {
        return static_cast<double>(admission_.queued());
    });
    registry_.gauge_from(
        "flotilla_service_own_cost_seconds",
        "CPU of this program itself per request or call",
        [this] { return std::chrono::duration<double>(own_cost_.per_message()).count(); }
    );
}

void Service::start() {
    tasks_.spawn(boot());
    tasks_.spawn(idle());
    if (options_.holds_memory) {
        tasks_.spawn(keep_memory());
    }
    for (const model::BackgroundCall& background : application_.background) {
        if (std::find(background.callers.begin(), background.callers.end(), what_.name) !=
            background.callers.end()) {
            tasks_.spawn(call_periodically(background));
        }
    }
}

asio::awaitable<void> Service::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> Service::boot() {
    if (options_.with_startup) {
        const TimePoint earliest = clock_.now() + draw_seconds(what_.startup.boot_wall, boot_stream_);
        const std::chrono::duration<double> work{what_.startup.boot_cpu};
        co_await cpu_.burn(std::chrono::duration_cast<Duration>(work));
        co_await clock_.sleep_until(earliest);
    }
    is_booted_ = true;
}

asio::awaitable<void> Service::idle() {
    const Duration work = kIdleBeat * what_.idle_cpu.count() / 1000;
    TimePoint next = clock_.now();
    while (true) {
        next += kIdleBeat;
        co_await clock_.sleep_until(next);
        count_own_cost();
        co_await cpu_.burn(work);
    }
}

asio::awaitable<void> Service::keep_memory() {
    const std::size_t held_anyhow = resident_bytes();
    while (true) {
        ballast_.hold(ballast_for(what_.memory, clock_.now() - started_, held_anyhow));
        co_await clock_.sleep_for(1s);
    }
}

asio::awaitable<void> Service::call_periodically(const model::BackgroundCall& background) {
    model::Call call;
    call.service = background.service;
    call.endpoint = background.endpoint;
    const Session nobody;
    while (true) {
        co_await clock_.sleep_for(background.period);
        // Its failure is the callee's to show; the next one comes anyhow.
        (void)co_await callees_.call(call, nobody);
    }
}

asio::awaitable<void> Service::serve(
    const model::Endpoint& endpoint, Session session, std::string caller, std::shared_ptr<Ending> ending
) {
    const TimePoint arrived = clock_.now();
    const auto place = admission_.enter();
    if (!place) {
        ending->status = 503;
        ending->message = "too many requests in this pod\n";
    } else {
        Ballast own;
        own.hold(static_cast<std::size_t>(what_.memory.per_inflight.count()));
        co_await place->wait_for_thread();
        const auto result = co_await work_.serve(endpoint, std::move(session), own_cost_.per_message());
        ending->status = result ? 200 : status_of(result.error());
        ending->message = result ? "ok\n" : result.error().message + "\n";
    }
    ++served_;
    metrics_.request_ended(caller, ending->status, clock_.now() - arrived);
    ending->changed.notify_all();
}

asio::awaitable<std::shared_ptr<Service::Ending>> Service::answer(
    const model::Endpoint& endpoint, io::http::Request request
) {
    auto ending = std::make_shared<Ending>(tasks_.executor());
    auto session = parse_session(request.headers.find(kSessionField).value_or(""));
    if (!session) {
        ending->status = 400;
        ending->message = session.error().message + "\n";
        co_return ending;
    }
    std::string caller{request.headers.find(kCallerField).value_or("")};
    auto work = serve(endpoint, std::move(*session), std::move(caller), ending);
    if (request.headers.find(kCancelField)) {
        co_await std::move(work);  // ends with the caller
        co_return ending;
    }
    tasks_.spawn(std::move(work));  // goes on when the caller has gone
    while (ending->status == 0) {
        co_await ending->changed.wait();
    }
    co_return ending;
}

void Service::count_own_cost() {
    if (options_.charges_own_cost) {
        own_cost_.update(io::thread_cpu_time(), served_ + work_.calls());
    }
}

asio::awaitable<void> Service::handle(io::http::Request request, io::http::ResponseWriter& writer) {
    const std::string_view path = path_of(request.target);
    if (is_probe(path)) {
        metrics_.refresh(io::process_cpu_time(), resident_bytes(), cpu_.quota_statistics());
        co_await probes_.handle(std::move(request), writer);
        co_return;
    }
    const model::Endpoint* const endpoint = path.size() < 2 ? nullptr : what_.find(path.substr(1));
    io::http::Response response = text(503, "it is still booting\n");
    if (endpoint == nullptr) {
        response = text(404, fmt::format("{} has no endpoint {}\n", what_.name, path));
    } else if (is_booted_) {
        const auto ending = co_await answer(*endpoint, std::move(request));
        response = text(ending->status, ending->message);
    }
    (void)co_await writer.send(std::move(response));  // a caller that has gone needs no answer
}

}  // namespace flotilla::apps::service
