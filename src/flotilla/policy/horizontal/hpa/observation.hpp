#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "flotilla/base/time.hpp"
#include "flotilla/model/units.hpp"

namespace flotilla::policy::hpa {

enum class Phase : std::uint8_t { Pending, Running, Succeeded, Failed, Unknown };

/// Status of a pod's condition Ready.
enum class Readiness : std::uint8_t { Absent, False, True, Unknown };

/// A pod that the target's selector matches.
struct Pod {
    Phase phase = Phase::Running;
    Readiness readiness = Readiness::True;
    bool is_deleting = false;           ///< has a deletionTimestamp
    WallTime ready_since{};             ///< lastTransitionTime of the condition Ready
    std::optional<WallTime> started{};  ///< status.startTime

    friend bool operator==(const Pod&, const Pod&) = default;
};

/// One pod's metric.
struct Sample {
    std::int64_t value = 0;  ///< milli-units
    WallTime time{};         ///< end of its window
    Duration window{0};

    friend bool operator==(const Sample&, const Sample&) = default;
};

/// Why a metric gave no proposal.
enum class FailureKind : std::uint8_t {
    None,
    Unavailable,      ///< the metrics API failed; the caller has its words
    NoItems,          ///< it answered without a single item
    NoPods,           ///< the selector matches no pod
    NoUsableSamples,  ///< all samples are of pods that do not count now
    RequestMissing,   ///< a container has no request for the resource (`pod`)
    NothingMatched,   ///< the requests of all pods with samples are zero
    InvalidTarget,    ///< no target that goes with the source
    UnknownSource,
};

struct Failure {
    FailureKind kind = FailureKind::None;
    std::size_t pod = 0;  ///< RequestMissing: index of the first such pod

    explicit operator bool() const { return kind != FailureKind::None; }
    friend bool operator==(const Failure&, const Failure&) = default;
};

/// What was read for one metric of the spec. Spans borrow from the caller for the length of one decision.
struct Reading {
    FailureKind failure = FailureKind::None;  ///< Unavailable or NoItems, else None
    std::span<const std::optional<Sample>> samples{
    };  ///< per-pod metrics: one entry for each pod, same order
    std::span<const Sample> strangers{};                      ///< samples whose names are not among the pods
    std::span<const std::optional<std::int64_t>> requests{};  ///< Utilization: one for each pod, milli-units;
                                                              ///< absent: a container lacks the request
    std::span<const std::int64_t> values{};                   ///< Object: one; External: one or more
};

/// What is known of the target's selector.
enum class SelectorState : std::uint8_t { Valid, Missing, Invalid, Ambiguous };

/// Everything that one decision sees.
struct Observation {
    WallTime now{};
    model::Replicas spec_replicas;    ///< scale.spec.replicas
    model::Replicas status_replicas;  ///< scale.status.replicas
    SelectorState selector = SelectorState::Valid;
    std::span<const Pod> pods{};
    std::span<const Reading> readings{};  ///< one for each metric of the spec, in its order; may be empty
                                          ///< when `needs_metrics` says so
};

}  // namespace flotilla::policy::hpa
