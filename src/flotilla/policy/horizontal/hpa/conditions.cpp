#include "flotilla/policy/horizontal/hpa/conditions.hpp"

#include "flotilla/base/result.hpp"

namespace flotilla::policy::hpa {

std::string_view to_string(ConditionType type) {
    switch (type) {
        case ConditionType::AbleToScale:
            return "AbleToScale";
        case ConditionType::ScalingActive:
            return "ScalingActive";
        case ConditionType::ScalingLimited:
            return "ScalingLimited";
    }
    return "";
}

std::string_view to_string(ConditionReason reason) {
    switch (reason) {
        case ConditionReason::SucceededGetScale:
            return "SucceededGetScale";
        case ConditionReason::FailedGetScale:
            return "FailedGetScale";
        case ConditionReason::ReadyForNewScale:
            return "ReadyForNewScale";
        case ConditionReason::ScaleUpStabilized:
            return "ScaleUpStabilized";
        case ConditionReason::ScaleDownStabilized:
            return "ScaleDownStabilized";
        case ConditionReason::SucceededRescale:
            return "SucceededRescale";
        case ConditionReason::FailedUpdateScale:
            return "FailedUpdateScale";
        case ConditionReason::ValidMetricFound:
            return "ValidMetricFound";
        case ConditionReason::FailedGetResourceMetric:
            return "FailedGetResourceMetric";
        case ConditionReason::FailedGetContainerResourceMetric:
            return "FailedGetContainerResourceMetric";
        case ConditionReason::FailedGetPodsMetric:
            return "FailedGetPodsMetric";
        case ConditionReason::FailedGetObjectMetric:
            return "FailedGetObjectMetric";
        case ConditionReason::FailedGetExternalMetric:
            return "FailedGetExternalMetric";
        case ConditionReason::InvalidMetricSourceType:
            return "InvalidMetricSourceType";
        case ConditionReason::ScalingDisabled:
            return "ScalingDisabled";
        case ConditionReason::InvalidSelector:
            return "InvalidSelector";
        case ConditionReason::AmbiguousSelector:
            return "AmbiguousSelector";
        case ConditionReason::DesiredWithinRange:
            return "DesiredWithinRange";
        case ConditionReason::ScaleUpLimit:
            return "ScaleUpLimit";
        case ConditionReason::ScaleDownLimit:
            return "ScaleDownLimit";
        case ConditionReason::TooManyReplicas:
            return "TooManyReplicas";
        case ConditionReason::TooFewReplicas:
            return "TooFewReplicas";
    }
    return "";
}

void ConditionChanges::add(ConditionType type, bool is_true, ConditionReason reason) {
    FLOTILLA_ASSERT(size_ < kMost);
    changes_[size_++] = {type, is_true, reason};
}

std::optional<ConditionChange> ConditionChanges::last(ConditionType type) const {
    for (std::size_t i = size_; i > 0; --i) {
        if (changes_[i - 1].type == type) {
            return changes_[i - 1];
        }
    }
    return std::nullopt;
}

const Condition* Conditions::find(ConditionType type) const {
    for (const Condition& condition : all()) {
        if (condition.type == type) {
            return &condition;
        }
    }
    return nullptr;
}

void Conditions::apply(const ConditionChange& change, WallTime now) {
    std::size_t place = 0;
    while (place < size_ && conditions_[place].type != change.type) {
        ++place;
    }
    Condition& condition = conditions_[place];
    const bool is_new = place == size_;
    if (is_new) {
        ++size_;
        condition.type = change.type;
    }
    if (is_new || condition.is_true != change.is_true) {
        condition.since = now;
    }
    condition.is_true = change.is_true;
    condition.reason = change.reason;
}

}  // namespace flotilla::policy::hpa
