#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "flotilla/policy/horizontal/hpa/hpa.hpp"

namespace flotilla::testing {

/// A target, its pods and their samples, with the storage that an observation points into.
class HpaWorld {
public:
    static constexpr WallTime kNow{std::chrono::seconds{1'700'000'000}};

    /// A serving pod that is past its start, with a sample of `usage` and a request, in millicores.
    HpaWorld& pod(std::int64_t usage, std::int64_t request = 1000) {
        return add(serving(), policy::hpa::Sample{usage, kNow, std::chrono::seconds{15}}, request);
    }
    HpaWorld& pods(std::size_t count, std::int64_t usage, std::int64_t request = 1000) {
        for (std::size_t i = 0; i < count; ++i) {
            pod(usage, request);
        }
        return *this;
    }
    HpaWorld& add(
        policy::hpa::Pod pod,
        std::optional<policy::hpa::Sample> sample,
        std::optional<std::int64_t> request = 1000
    ) {
        pods_.push_back(pod);
        samples_.push_back(sample);
        requests_.push_back(request);
        return *this;
    }
    HpaWorld& stranger(std::int64_t usage) {
        strangers_.push_back({usage, kNow, std::chrono::seconds{15}});
        return *this;
    }
    HpaWorld& value(std::int64_t milli) {
        values_.push_back(milli);
        return *this;
    }
    HpaWorld& failing(policy::hpa::FailureKind failure) {
        failure_ = failure;
        return *this;
    }

    static policy::hpa::Pod serving() {
        policy::hpa::Pod pod;
        pod.started = kNow - std::chrono::hours{2};
        pod.ready_since = kNow - std::chrono::hours{1};
        return pod;
    }

    /// The same reading for every metric. Valid until the world changes.
    policy::hpa::Observation at(
        std::int64_t spec_replicas, Duration later = Duration{0}, std::size_t metrics = 1
    ) {
        readings_.assign(metrics, {failure_, samples_, strangers_, requests_, values_});
        policy::hpa::Observation seen;
        seen.now = kNow + later;
        seen.spec_replicas = seen.status_replicas = model::Replicas{spec_replicas};
        seen.pods = pods_;
        seen.readings = readings_;
        return seen;
    }

private:
    std::vector<policy::hpa::Pod> pods_;
    std::vector<std::optional<policy::hpa::Sample>> samples_;
    std::vector<std::optional<std::int64_t>> requests_;
    std::vector<policy::hpa::Sample> strangers_;
    std::vector<std::int64_t> values_;
    std::vector<policy::hpa::Reading> readings_;
    policy::hpa::FailureKind failure_ = policy::hpa::FailureKind::None;
};

}  // namespace flotilla::testing
