#pragma once
#include <optional>
#include <string>

#include "flotilla/controllers/group/action.hpp"
#include "flotilla/controllers/group/grouping.hpp"

/// What is said of a group, to objects and to people. Pure.
namespace flotilla::controllers::group {

/// The last decision of a group and what became of it.
struct LastAction {
    WallTime time;
    model::Decision decision;
    std::string outcome;  ///< to_string(Outcome), or "DryRun", "Conflict", "InProgress"
    std::string message;

    friend bool operator==(const LastAction&, const LastAction&) = default;
};

/// One word for what keeps a group from being scaled, and a sentence; an empty word: nothing does.
struct Hindrance {
    std::string reason;
    std::string message;

    friend bool operator==(const Hindrance&, const Hindrance&) = default;
};
Hindrance hindrance_of(const ManagedGroup& managed);

/// "web by HorizontalPodAutoscaler web-hpa"; empty when there is none.
std::string conflict_text(const ManagedGroup& managed);

/// The whole status; what has not changed keeps its times.
resources::ScalingGroupStatus status_of(
    const ManagedGroup& managed,
    const Deployments& deployments,
    const std::optional<LastAction>& last,
    WallTime now
);

}  // namespace flotilla::controllers::group
