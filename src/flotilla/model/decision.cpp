#include "flotilla/model/decision.hpp"

#include <fmt/format.h>

namespace flotilla::model {
namespace {

std::string rule_text(const Reason& reason) {
    const std::string measured = reason.measured ? fmt::format("{:.6g}", *reason.measured) : "unknown";
    switch (reason.rule) {
        case Rule::Drawn:
            return "drawn by lot";
        case Rule::Fixed:
            return "fixed";
        case Rule::Planned:
            return fmt::format("planned for {} at {}", reason.subject, measured);
        case Rule::Followed:
            return fmt::format("follows {} at {}", reason.subject, measured);
        case Rule::Utilization:
            return fmt::format("cpu at {} of the request", measured);
        case Rule::Recommended:
            return "recommended by its HPA";
        case Rule::Lifted:
            return fmt::format("lifted for its caller {}, which grows {} times", reason.subject, measured);
        case Rule::WithinTolerance:
            return fmt::format("kept: {} is within tolerance of its target", reason.subject);
        case Rule::MetricMissing:
            return fmt::format("kept: {} is missing", reason.subject);
        case Rule::MetricStale:
            return fmt::format("kept: {} is stale", reason.subject);
        case Rule::MetricInvalid:
            return fmt::format("kept: {} is not a usable number", reason.subject);
    }
    return "";
}

std::string_view limit_text(Limit limit) {
    switch (limit) {
        case Limit::Min:
            return "raised to min";
        case Limit::Max:
            return "held at max";
        case Limit::Change:
            return "held by the largest change of one action";
    }
    return "";
}

}  // namespace

const MemberDecision* Decision::find(std::string_view member) const {
    for (const MemberDecision& candidate : members) {
        if (candidate.name == member) {
            return &candidate;
        }
    }
    return nullptr;
}

std::string_view to_string(Rule rule) {
    switch (rule) {
        case Rule::Drawn:
            return "Drawn";
        case Rule::Fixed:
            return "Fixed";
        case Rule::Planned:
            return "Planned";
        case Rule::Followed:
            return "Followed";
        case Rule::Utilization:
            return "Utilization";
        case Rule::Recommended:
            return "Recommended";
        case Rule::Lifted:
            return "Lifted";
        case Rule::WithinTolerance:
            return "WithinTolerance";
        case Rule::MetricMissing:
            return "MetricMissing";
        case Rule::MetricStale:
            return "MetricStale";
        case Rule::MetricInvalid:
            return "MetricInvalid";
    }
    return "";
}

std::string_view to_string(Limit limit) {
    switch (limit) {
        case Limit::Min:
            return "Min";
        case Limit::Max:
            return "Max";
        case Limit::Change:
            return "Change";
    }
    return "";
}

std::string to_text(const Reason& reason) {
    std::string text = rule_text(reason);
    if (reason.limit && reason.wished) {
        text += fmt::format("; wished {}, {}", reason.wished->count(), limit_text(*reason.limit));
    }
    return text;
}

}  // namespace flotilla::model
