#include "flotilla/controllers/group/process.hpp"

namespace flotilla::controllers::group {
namespace {

constexpr Duration kEventGrace = std::chrono::seconds{2};

kube::LeaderElectorOptions election_of(const Options& options, const std::string& identity) {
    return {{options.namespace_, "flotilla-operator-" + options.app_name}, identity};
}

}  // namespace

Process::Process(
    const kube::Environment& environment,
    const Options& options,
    ProcessOptions process,
    GroupFileWatch::ReadFile read_file
)
    : environment_(environment),
      process_(std::move(process)),
      grace_(options.grace),
      events_(environment, {"flotilla.dev/group-operator", process_.identity}),
      operator_(environment, options, std::move(read_file), events_),
      elector_(
          environment,
          election_of(options, process_.identity),
          {.on_started =
               [this] {
                   is_leading_ = true;
                   changed_.notify_all();
               },
           .on_stopped = [this] { lost_leadership(); }}
      ),
      changed_(environment.executor),
      tasks_(environment.executor) {}

asio::awaitable<Result<void>> Process::run() {
    if (process_.with_leader_election) {
        tasks_.spawn(elector_.run());
        co_await await_leadership();
    } else {
        is_leading_ = true;
    }
    if (is_leading_ && !is_stopping_) {
        co_await operator_.run();
    }
    const bool was_lost = was_leadership_lost_;  // what comes now gives it up on purpose
    is_stopping_ = true;
    elector_.stop();
    co_await events_.stop(kEventGrace);
    co_await tasks_.join();
    if (was_lost) {
        co_return fail(ErrorCode::Unavailable, "leadership was lost: another replica may be leading");
    }
    co_return Result<void>{};
}

asio::awaitable<void> Process::await_leadership() {
    while (!is_leading_ && !is_stopping_) {
        co_await changed_.wait();
    }
}

void Process::stop() {
    is_stopping_ = true;
    operator_.stop(grace_);
    changed_.notify_all();
}

void Process::lost_leadership() {
    if (!is_stopping_) {
        was_leadership_lost_ = true;
        operator_.stop(Duration{0});  // whoever leads now must not find us acting
    }
    is_leading_ = false;
}

Result<void> Process::readiness() const {
    return is_leading_ ? operator_.readiness() : Result<void>{};
}

}  // namespace flotilla::controllers::group
