#include "flotilla/lab/compare/experiment.hpp"

#include <algorithm>
#include <set>

namespace flotilla::lab::compare {
namespace {

template <class Range>
Result<void> check_names(const Range& range, std::string_view key) {
    std::set<std::string> seen;
    for (const auto& each : range) {
        if (each.name.empty() || !seen.insert(each.name).second) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "{}: the name \"{}\" is {}", key, each.name, each.name.empty() ? "empty" : "there twice"
                )
            );
        }
    }
    if (range.empty()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: there must be at least one", key));
    }
    return {};
}

Result<void> check_splits(const Experiment& experiment) {
    const auto has = [&](Split split) {
        return std::any_of(
            experiment.workloads.begin(),
            experiment.workloads.end(),
            [&](const WorkloadChoice& each) { return each.split == split; }
        );
    };
    if (!has(Split::Test) || !(has(Split::Training) || has(Split::Validation))) {
        return fail(
            ErrorCode::InvalidArgument,
            "workloads: there must be one with split: test, and one with split: training or validation to "
            "choose the "
            "knobs on"
        );
    }
    return {};
}

Result<void> check_seeds(const std::vector<std::uint64_t>& seeds, std::string_view key) {
    const std::set<std::uint64_t> different(seeds.begin(), seeds.end());
    if (seeds.empty() || different.size() != seeds.size()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("seeds.{}: one or more different whole numbers are needed", key)
        );
    }
    return {};
}

}  // namespace

std::vector<Knobs> settings_of(const PolicyChoice& policy) {
    std::vector<Knobs> settings{policy.fixed};
    for (const auto& [knob, values] : policy.grid) {
        std::vector<Knobs> grown;
        for (const Knobs& setting : settings) {
            for (const std::string& value : values) {
                grown.push_back(setting);
                grown.back()[knob] = value;
            }
        }
        settings = std::move(grown);
    }
    return settings;
}

Result<Experiment> checked(Experiment experiment) {
    FLOTILLA_CHECK(check_names(experiment.workloads, "workloads"));
    FLOTILLA_CHECK(check_names(experiment.policies, "policies"));
    FLOTILLA_CHECK(check_splits(experiment));
    FLOTILLA_CHECK(check_seeds(experiment.tuning_seeds, "tuning"));
    FLOTILLA_CHECK(check_seeds(experiment.test_seeds, "test"));
    if (!(experiment.allowed > 0 && experiment.allowed < 1)) {
        return fail(ErrorCode::InvalidArgument, "allowed: a share between 0 and 1 is needed, such as 0.01");
    }
    if (experiment.bounds.min < model::Replicas{1} || experiment.bounds.max < experiment.bounds.min) {
        return fail(ErrorCode::InvalidArgument, "replicas: min must be at least 1 and max at least min");
    }
    for (const PolicyChoice& policy : experiment.policies) {
        if (const std::size_t tries = settings_of(policy).size(); tries == 0 || tries > experiment.budget) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "policies: {} has {} settings to try; the budget is 1 to {}",
                    policy.name,
                    tries,
                    experiment.budget
                )
            );
        }
    }
    return experiment;
}

}  // namespace flotilla::lab::compare
