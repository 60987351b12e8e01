#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "flotilla/base/time.hpp"

namespace flotilla::policy::hpa {

enum class ConditionType : std::uint8_t { AbleToScale, ScalingActive, ScalingLimited };

enum class ConditionReason : std::uint8_t {
    SucceededGetScale,
    FailedGetScale,
    ReadyForNewScale,
    ScaleUpStabilized,
    ScaleDownStabilized,
    SucceededRescale,
    FailedUpdateScale,
    ValidMetricFound,
    FailedGetResourceMetric,
    FailedGetContainerResourceMetric,
    FailedGetPodsMetric,
    FailedGetObjectMetric,
    FailedGetExternalMetric,
    InvalidMetricSourceType,
    ScalingDisabled,
    InvalidSelector,
    AmbiguousSelector,
    DesiredWithinRange,
    ScaleUpLimit,
    ScaleDownLimit,
    TooManyReplicas,
    TooFewReplicas,
};

std::string_view to_string(ConditionType type);
std::string_view to_string(ConditionReason reason);

/// What a sync says of one condition.
struct ConditionChange {
    ConditionType type = ConditionType::AbleToScale;
    bool is_true = true;
    ConditionReason reason = ConditionReason::SucceededGetScale;

    friend bool operator==(const ConditionChange&, const ConditionChange&) = default;
};

/// The changes of one decision, in order. A type may come twice: the later one counts.
class ConditionChanges {
public:
    static constexpr std::size_t kMost = 4;

    void clear() { size_ = 0; }
    void add(ConditionType type, bool is_true, ConditionReason reason);
    [[nodiscard]] std::span<const ConditionChange> all() const { return {changes_.data(), size_}; }
    /// What the last change of that type says.
    [[nodiscard]] std::optional<ConditionChange> last(ConditionType type) const;

private:
    std::array<ConditionChange, kMost> changes_{};
    std::size_t size_ = 0;
};

struct Condition {
    ConditionType type = ConditionType::AbleToScale;
    bool is_true = false;
    ConditionReason reason = ConditionReason::SucceededGetScale;
    WallTime since{};  ///< when `is_true` last changed

    friend bool operator==(const Condition&, const Condition&) = default;
};

/// The conditions of an object: what a sync does not touch stays. In the order in which they were first set.
class Conditions {
public:
    void apply(const ConditionChange& change, WallTime now);
    [[nodiscard]] std::span<const Condition> all() const { return {conditions_.data(), size_}; }
    [[nodiscard]] const Condition* find(ConditionType type) const;

private:
    std::array<Condition, 3> conditions_{};
    std::size_t size_ = 0;
};

}  // namespace flotilla::policy::hpa
