#include "flotilla/kube/runtime/leader_elector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "flotilla/io/within.hpp"
#include "flotilla/kube/runtime/event_recorder.hpp"
#include "flotilla/kube/runtime/jitter.hpp"

namespace flotilla::kube {

namespace {

constexpr Duration kComplainEach = std::chrono::minutes{1};
constexpr double kAcquireJitter = 1.2;  // acquire tries come 1 to 2.2 retry periods apart

const ResourceType& leases() {
    return resource_of<Lease>();
}

}  // namespace

Result<void> LeaderElector::validate(const LeaderElectorOptions& options) {
    if (options.lease.name.empty() || options.lease.namespace_.empty()) {
        return fail(ErrorCode::InvalidArgument, "leader election: the lease needs a namespace and a name");
    }
    if (options.identity.empty()) {
        return fail(ErrorCode::InvalidArgument, "leader election: the identity is empty");
    }
    if (options.lease_duration < std::chrono::seconds{1} ||
        options.lease_duration <= options.renew_deadline) {
        return fail(
            ErrorCode::InvalidArgument,
            "leader election: the lease duration must be at least 1s and longer than the renew deadline"
        );
    }
    const std::chrono::duration<double> longest_retry = kAcquireJitter * options.retry_period;
    if (options.retry_period <= Duration{0} || options.renew_deadline <= longest_retry) {
        return fail(
            ErrorCode::InvalidArgument,
            "leader election: the renew deadline must be longer than 1.2 retry periods, and those more than "
            "nothing"
        );
    }
    return {};
}

LeaderElector::LeaderElector(
    const Environment& environment, LeaderElectorOptions options, LeaderCallbacks callbacks
)
    : environment_(environment),
      options_(std::move(options)),
      callbacks_(std::move(callbacks)),
      random_(environment.seed, "leader/" + options_.identity),
      stop_(environment.executor) {
    FLOTILLA_ASSERT(validate(options_).has_value());
}

asio::awaitable<void> LeaderElector::run() {
    const bool leads = co_await acquire();
    if (!leads) {
        co_return;
    }
    started();
    co_await renew();
    stopped();
}

void LeaderElector::stop() {
    is_stopping_ = true;
    stop_.notify_all();
}

bool LeaderElector::is_leader() const {
    return renewed_at_ && environment_.clock().now() < *renewed_at_ + options_.renew_deadline;
}

/// Tries until it leads (true) or is asked to stop (false).
asio::awaitable<bool> LeaderElector::acquire() {
    while (!is_stopping_) {
        const Result<bool> leads = co_await try_within(options_.renew_deadline);
        if (leads && *leads) {
            co_return true;
        }
        if (!leads && leads.error().code != ErrorCode::Conflict) {
            complain("cannot acquire the lease, trying again", leads.error());
        }
        co_await pause(jittered(options_.retry_period, kAcquireJitter, random_));
    }
    co_return false;
}

/// Renews until the deadline passes without success, somebody else holds the lease, or it is asked to stop.
asio::awaitable<void> LeaderElector::renew() {
    const auto time_left = [this] {
        return *renewed_at_ + options_.renew_deadline - environment_.clock().now();
    };
    while (true) {
        co_await pause(std::min(options_.retry_period, time_left()));
        if (is_stopping_) {
            co_await release();
            co_return;
        }
        const Duration left = time_left();
        if (left <= Duration{0}) {
            environment_.log.error("could not renew the lease in time", {{"lease", options_.lease}});
            co_return;
        }
        const Result<bool> leads = co_await try_within(left);
        if (leads && !*leads) {
            environment_.log.error("lost the lease", {{"lease", options_.lease}, {"leader", leader_}});
            co_return;
        }
        if (!leads) {
            complain("cannot renew the lease, trying again", leads.error());
        }
    }
}

asio::awaitable<Result<bool>> LeaderElector::try_within(Duration limit) {
    auto result = co_await io::within(environment_.clock(), limit, try_lead());
    if (!result) {
        co_return fail(ErrorCode::DeadlineExceeded, "no answer in time");
    }
    co_return std::move(*result);
}

/// One try to hold the lease: whether we do now.
asio::awaitable<Result<bool>> LeaderElector::try_lead() {
    if (is_leader()) {
        const Result<void> renewed = co_await write(wanted_spec());  // from what we know: one request
        if (renewed) {
            co_return true;
        }
    }
    FLOTILLA_CO_CHECK(co_await look());
    if (is_held_by_other()) {
        co_return false;
    }
    FLOTILLA_CO_CHECK(co_await write(wanted_spec()));
    co_return true;
}

/// Reads the lease, and notes when it last changed.
asio::awaitable<Result<void>> LeaderElector::look() {
    const Result<SharedObject> lease = co_await environment_.client.get(leases(), options_.lease);
    if (!lease && lease.error().code == ErrorCode::NotFound) {
        has_lease_ = false;
        spec_ = LeaseSpec{};
        co_return Result<void>{};
    }
    if (!lease) {
        co_return tl::unexpected<Error>{lease.error()};
    }
    observe(*lease);
    co_return Result<void>{};
}

void LeaderElector::observe(const SharedObject& lease) {
    const Result<Lease> typed = decode<Lease>(*lease);
    LeaseSpec spec = typed ? typed->spec : LeaseSpec{};
    if (!has_lease_ || !(spec == spec_)) {
        observed_at_ = environment_.clock().now();
    }
    has_lease_ = true;
    lease_ = DynamicObject{*lease};
    spec_ = std::move(spec);
    const std::string holder = spec_.holder_identity.value_or("");
    if (std::exchange(leader_, holder) != holder && !holder.empty() && callbacks_.on_new_leader) {
        callbacks_.on_new_leader(holder);
    }
}

/// Only our own clock counts: has the record stayed the same for as long as its holder asked for?
bool LeaderElector::is_held_by_other() const {
    const std::string holder = spec_.holder_identity.value_or("");
    if (!has_lease_ || holder.empty() || holder == options_.identity) {
        return false;
    }
    const std::chrono::seconds duration{spec_.lease_duration_seconds.value_or(0)};
    return environment_.clock().now() < observed_at_ + duration;
}

LeaseSpec LeaderElector::wanted_spec() const {
    const WallTime now = environment_.clock().wall_now();
    LeaseSpec wanted = spec_;
    wanted.holder_identity = options_.identity;
    wanted.lease_duration_seconds =
        static_cast<std::int32_t>(std::chrono::ceil<std::chrono::seconds>(options_.lease_duration).count());
    wanted.renew_time = now;
    if (spec_.holder_identity != options_.identity) {
        wanted.acquire_time = now;
        wanted.lease_transitions = has_lease_ ? spec_.lease_transitions.value_or(0) + 1 : 0;
    }
    return wanted;
}

/// Creates the lease or updates it as it was last seen. Conflict: somebody was faster.
asio::awaitable<Result<void>> LeaderElector::write(LeaseSpec wanted) {
    Lease lease;
    lease.metadata.namespace_ = options_.lease.namespace_;
    lease.metadata.name = options_.lease.name;
    lease.spec = wanted;
    const Json encoded = encode(lease);
    const TimePoint sent_at = environment_.clock().now();
    const bool gives_up = wanted.holder_identity != options_.identity;

    Result<SharedObject> written;
    if (has_lease_) {
        DynamicObject update = lease_;
        update.at({"spec"}) = encoded.at("spec");
        written = co_await environment_.client.update(leases(), update);
    } else {
        const DynamicObject fresh{encoded};
        written = co_await environment_.client.create(leases(), fresh);
    }
    if (!written) {
        if (written.error().code == ErrorCode::AlreadyExists) {
            co_return fail(ErrorCode::Conflict, written.error().message);
        }
        co_return tl::unexpected<Error>{written.error()};
    }
    renewed_at_ = gives_up ? std::nullopt : std::optional{sent_at};
    observe(*written);
    co_return Result<void>{};
}

/// Lets the next leader in at once. Whoever cannot do that lets it in after the lease duration.
asio::awaitable<void> LeaderElector::release() {
    if (!is_leader()) {
        co_return;
    }
    LeaseSpec wanted = spec_;
    wanted.holder_identity = "";
    wanted.lease_duration_seconds = 1;
    wanted.renew_time = environment_.clock().wall_now();
    wanted.acquire_time = wanted.renew_time;
    auto released = co_await io::within(environment_.clock(), options_.renew_deadline, write(wanted));
    if (!released || !*released) {
        environment_.log.warn(
            "could not release the lease; the next leader waits for its end", {{"lease", options_.lease}}
        );
    }
}

/// Returns early when asked to stop.
asio::awaitable<void> LeaderElector::pause(Duration duration) {
    if (!is_stopping_) {
        co_await io::within(environment_.clock(), duration, stop_.wait());
    }
}

/// One line a minute, however often it is tried.
void LeaderElector::complain(std::string_view message, const Error& error) {
    const TimePoint now = environment_.clock().now();
    if (!complained_at_ || now - *complained_at_ >= kComplainEach) {
        complained_at_ = now;
        environment_.log.warn(message, {{"lease", options_.lease}, {"error", error}});
    }
}

void LeaderElector::started() {
    complained_at_.reset();
    environment_.log.info("leads", {{"lease", options_.lease}, {"identity", options_.identity}});
    tell_events(options_.identity + " became leader");
    if (callbacks_.on_started) {
        callbacks_.on_started();
    }
}

void LeaderElector::stopped() {
    renewed_at_.reset();
    environment_.log.info("leads no more", {{"lease", options_.lease}, {"identity", options_.identity}});
    tell_events(options_.identity + " stopped leading");
    if (callbacks_.on_stopped) {
        callbacks_.on_stopped();
    }
}

void LeaderElector::tell_events(const std::string& note) const {
    if (options_.events == nullptr) {
        return;
    }
    EventDraft draft;
    draft.regarding = reference_to(lease_);
    draft.reason = "LeaderElection";
    draft.action = "LeaderElection";
    draft.note = note;
    options_.events->record(std::move(draft));
}

}  // namespace flotilla::kube
