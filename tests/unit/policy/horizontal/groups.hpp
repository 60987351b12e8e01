#pragma once
#include <string>
#include <utility>
#include <vector>

#include "flotilla/model/observation.hpp"
#include "flotilla/model/scaling_group.hpp"

/// Builders of groups and observations for policy tests.
namespace flotilla::policy::testing_groups {

inline model::Member member(
    std::string name, std::vector<std::string> calls = {}, model::Bounds bounds = {}
) {
    model::Member made;
    made.name = std::move(name);
    made.calls = std::move(calls);
    made.bounds = bounds;
    return made;
}

inline model::ScalingGroup group_of(std::vector<model::Member> members, model::PolicyChoice policy = {}) {
    model::ScalingGroup group;
    group.name = "shop";
    group.members = std::move(members);
    group.policy = std::move(policy);
    return group;
}

inline model::MemberObservation seen_with(std::string name, std::int64_t current) {
    model::MemberObservation observed;
    observed.name = std::move(name);
    observed.current = model::Replicas{current};
    observed.ready = model::Replicas{current};
    return observed;
}

/// @param usage, request of all ready pods together
inline model::MemberObservation seen_using(
    std::string name, std::int64_t current, std::int64_t usage, std::int64_t request
) {
    model::MemberObservation observed = seen_with(std::move(name), current);
    observed.cpu = model::CpuUsage{model::Millicores{usage}, model::Millicores{request}, Duration{0}};
    return observed;
}

}  // namespace flotilla::policy::testing_groups
