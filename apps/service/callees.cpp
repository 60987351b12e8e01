#include "service/callees.hpp"

#include <cmath>
#include <utility>

#include "flotilla/io/within.hpp"

#include "service/sampling.hpp"

namespace flotilla::apps::service {
namespace {

/// Counts a call to a pod while it is under way.
class UnderWay {
public:
    explicit UnderWay(std::size_t& count) : count_{count} { ++count_; }
    ~UnderWay() { --count_; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

private:
    std::size_t& count_;
};

/// Retries that are allowed besides the share of calls, so that the first calls can be retried at all.
constexpr double kRetriesAtLeast = 10;

}  // namespace

Callees::Callees(
    io::Clock& clock,
    const model::Application& application,
    std::string caller,
    std::map<std::string, Pods, std::less<>> pods,
    bool with_network,
    RandomStream stream
)
    : clock_{clock},
      application_{application},
      caller_{std::move(caller)},
      with_network_{with_network},
      stream_{stream} {
    for (auto& [service, transports] : pods) {
        const std::size_t count = transports.size();
        targets_.emplace(service, Target{std::move(transports), std::vector<std::size_t>(count), 0});
    }
}

asio::awaitable<Result<void>> Callees::call(const model::Call& call, const Session& session) {
    const auto target = targets_.find(call.service);
    if (target == targets_.end() || target->second.pods.empty()) {
        co_return fail(ErrorCode::NotFound, fmt::format("it is not known where {} is", call.service));
    }
    ++calls_;
    for (int retry = 0;; ++retry) {
        auto result = co_await attempt(call, session, target->second);
        const double budget = application_.rpc.retry_budget * static_cast<double>(calls_) + kRetriesAtLeast;
        if (result || retry >= application_.rpc.retries || static_cast<double>(retries_) >= budget) {
            co_return result;
        }
        ++retries_;
        co_await clock_.sleep_for(backoff(retry));
    }
}

asio::awaitable<Result<void>> Callees::attempt(
    const model::Call& call, const Session& session, Target& target
) {
    if (with_network_ && call.hop != model::Hop::None) {
        const model::NetworkProfile& network = application_.active_network();
        co_await clock_.sleep_for(
            draw_seconds(call.hop == model::Hop::Tcp ? network.tcp_hop : network.hop, stream_)
        );
    }
    const std::size_t pod = choose(target);
    const UnderWay counted{target.under_way[pod]};
    auto exchange = target.pods[pod]->round_trip(request(call, session));
    const Duration timeout =
        call.timeout.value_or(application_.rpc.timeout.value_or(application_.rpc.edge_timeout));
    auto answer = co_await io::within(clock_, timeout, std::move(exchange));
    if (!answer) {
        co_return fail(
            ErrorCode::DeadlineExceeded,
            fmt::format(
                "{}.{} gave no answer within {}", call.service, call.endpoint, format_duration(timeout)
            )
        );
    }
    if (!*answer) {
        co_return tl::unexpected<Error>{answer->error()};
    }
    if ((*answer)->status >= 400) {
        co_return fail(
            ErrorCode::Unavailable,
            fmt::format("{}.{} answered {}", call.service, call.endpoint, (*answer)->status)
        );
    }
    co_return Result<void>{};
}

std::size_t Callees::choose(Target& target) {
    const auto draw_pod = [&] {
        return static_cast<std::size_t>(stream_.between(0, static_cast<std::int64_t>(target.pods.size()) - 1)
        );
    };
    switch (application_.rpc.balancing) {
        case model::Balancing::RoundRobin:
            return target.next++ % target.pods.size();
        case model::Balancing::Random:
            return draw_pod();
        case model::Balancing::LeastRequest: {
            const std::size_t one = draw_pod();
            const std::size_t other = draw_pod();
            return target.under_way[other] < target.under_way[one] ? other : one;
        }
        case model::Balancing::Pinned:
            break;
    }
    if (target.next == 0) {
        target.next = draw_pod() + 1;  // 0: not chosen yet
    }
    return target.next - 1;
}

io::http::Request Callees::request(const model::Call& call, const Session& session) const {
    io::http::Request request{"GET", "/" + call.endpoint};
    request.headers.add(std::string{kCallerField}, caller_);
    if (!session.empty()) {
        request.headers.add(std::string{kSessionField}, to_text(session));
    }
    if (call.cancels) {
        request.headers.add(std::string{kCancelField}, "true");
    }
    return request;
}

Duration Callees::backoff(int retry) {
    const double full = static_cast<double>(application_.rpc.retry_backoff.count()) * std::exp2(retry);
    return Duration{static_cast<std::int64_t>(full * stream_.uniform())};
}

}  // namespace flotilla::apps::service
