#include "flotilla/load/record.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace flotilla::load {

std::uint64_t Tally::ended() const {
    return std::accumulate(by_status_class.begin(), by_status_class.end(), std::uint64_t{0}) +
           std::accumulate(by_failure.begin(), by_failure.end(), std::uint64_t{0});
}

void Tally::count(const Outcome& outcome, Duration took) {
    if (outcome.failure != Failure::None) {
        ++by_failure[static_cast<std::size_t>(outcome.failure)];
        return;
    }
    ++by_status_class[static_cast<std::size_t>(std::clamp(outcome.status / 100, 0, 5))];
    if (outcome.is_good()) {
        ++good;
        latency.record(took);
    }
}

void Tally::add(const Tally& other) {
    sent += other.sent;
    good += other.good;
    for (std::size_t kind = 0; kind < by_status_class.size(); ++kind) {
        by_status_class[kind] += other.by_status_class[kind];
    }
    for (std::size_t kind = 0; kind < by_failure.size(); ++kind) {
        by_failure[kind] += other.by_failure[kind];
    }
    latency.add(other.latency);
}

Tally Record::total() const {
    Tally sum;
    for (const Tally& action : actions) {
        sum.add(action);
    }
    return sum;
}

Recorder::Recorder(std::vector<std::string> action_names, Duration warm_up) {
    record_.warm_up = warm_up;
    record_.actions.resize(action_names.size());
    record_.action_names = std::move(action_names);
}

void Recorder::sent(const Intent& intent, Duration now) {
    ++under_way_;
    ++current_.sent;
    if (intent.due >= record_.warm_up) {
        ++record_.actions[intent.action].sent;
        record_.lateness.record(now - intent.due);
    }
}

void Recorder::ended(const Intent& intent, Duration now, const Outcome& outcome) {
    --under_way_;
    const Duration took = now - intent.due;
    if (outcome.is_good()) {
        ++current_.good;
        current_latency_.record(took);
    } else {
        ++current_.failed;
    }
    if (intent.due >= record_.warm_up) {
        record_.actions[intent.action].count(outcome, took);
    }
}

const Interval& Recorder::close_interval(Duration now, double level) {
    current_.length = now - current_.from;
    current_.level = level;
    current_.under_way = under_way_;
    current_.p50 = current_latency_.percentile(50);
    current_.p95 = current_latency_.percentile(95);
    current_.p99 = current_latency_.percentile(99);
    current_.max = current_latency_.max();
    record_.intervals.push_back(current_);
    current_ = Interval{};
    current_.from = now;
    current_latency_.clear();
    return record_.intervals.back();
}

Record Recorder::finish(Duration length) && {
    record_.length = std::max(length - record_.warm_up, Duration{0});
    return std::move(record_);
}

}  // namespace flotilla::load
