#include "flotilla/lab/compare/conclude.hpp"

#include <algorithm>

#include "flotilla/lab/compare/pareto.hpp"

namespace flotilla::lab::compare {
namespace {

constexpr std::uint64_t kBootstrapSeed = 20'240'501;

std::vector<Measures> measures_of(
    const std::map<RunKey, RunOutcome>& runs, const std::string& policy, const Knobs& knobs
) {
    std::vector<Measures> measures;
    for (const auto& [key, outcome] : runs) {
        if (key.policy == policy && key.knobs == knobs) {
            measures.push_back(outcome.measures);
        }
    }
    return measures;
}

/// Index of the policy that costs least of those that keep the promise on the held-out workloads, else of the
/// one that breaks it least.
template <class Condition>
std::optional<std::size_t> best_of(
    const std::vector<PolicyOutcome>& policies, double allowed, Condition counts
) {
    std::vector<std::size_t> indices;
    std::vector<Tradeoff> tradeoffs;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        if (counts(policies[i])) {
            indices.push_back(i);
            tradeoffs.push_back({policies[i].test.cores.estimate, policies[i].test.violation.estimate});
        }
    }
    if (indices.empty()) {
        return std::nullopt;
    }
    return indices[cheapest_within(tradeoffs, allowed)];
}

/// Pairs of one measure over the runs that both policies made.
template <class Measure>
std::vector<Pair> pairs_of(
    const std::map<RunKey, RunOutcome>& test,
    const PolicyOutcome& ours,
    const PolicyOutcome& theirs,
    Measure measure
) {
    std::map<std::pair<std::string, std::uint64_t>, double> of_theirs;
    for (const auto& [key, outcome] : test) {
        if (key.policy == theirs.name && key.knobs == theirs.knobs) {
            of_theirs[{key.workload, key.seed}] = measure(outcome.measures);
        }
    }
    std::vector<Pair> pairs;
    for (const auto& [key, outcome] : test) {
        const auto other = of_theirs.find({key.workload, key.seed});
        if (key.policy == ours.name && key.knobs == ours.knobs && other != of_theirs.end()) {
            pairs.push_back({measure(outcome.measures), other->second});
        }
    }
    return pairs;
}

std::string range_text(const Interval& interval, double factor, int digits) {
    return fmt::format("[{:.{}f}, {:.{}f}]", interval.low * factor, digits, interval.high * factor, digits);
}

std::string knob_text(const Knobs& knobs) {
    std::string text;
    for (const auto& [name, value] : knobs) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
    }
    return text.empty() ? "no knobs" : text;
}

}  // namespace

std::vector<Candidate> candidates_of(
    const std::string& policy,
    const std::vector<Knobs>& settings,
    const std::map<RunKey, RunOutcome>& tuning,
    double allowed,
    double hours
) {
    std::vector<Candidate> candidates;
    std::vector<Tradeoff> tradeoffs;
    for (const Knobs& knobs : settings) {
        const Measures mean = mean_of(measures_of(tuning, policy, knobs));
        candidates.push_back({knobs, mean.core_hours / hours, mean.violating_requests, false});
        tradeoffs.push_back({candidates.back().cores, candidates.back().violation});
    }
    candidates[cheapest_within(tradeoffs, allowed)].is_chosen = true;
    return candidates;
}

Judgement judgement_of(const std::map<RunKey, RunOutcome>& runs, double hours) {
    std::vector<Measures> measures;
    std::vector<double> cores;
    std::vector<double> violations;
    for (const auto& [key, outcome] : runs) {
        measures.push_back(outcome.measures);
        cores.push_back(outcome.measures.core_hours / hours);
        violations.push_back(outcome.measures.violating_requests);
    }
    return {
        bootstrap_mean(cores, kBootstrapSeed), bootstrap_mean(violations, kBootstrapSeed), mean_of(measures)
    };
}

void compare_with_best_hpa(
    std::vector<PolicyOutcome>& policies, const std::map<RunKey, RunOutcome>& test, double allowed
) {
    const auto best = best_of(policies, allowed, [](const PolicyOutcome& policy) { return policy.is_hpa; });
    if (!best) {
        return;
    }
    std::vector<double> p_values;
    std::vector<PolicyOutcome*> others;
    for (PolicyOutcome& policy : policies) {
        if (&policy == &policies[*best]) {
            continue;
        }
        const auto costs =
            pairs_of(test, policy, policies[*best], [](const Measures& m) { return m.core_hours; });
        const auto violations =
            pairs_of(test, policy, policies[*best], [](const Measures& m) { return m.violating_requests; });
        policy.against = Against{
            policies[*best].name,
            bootstrap_ratio(costs, kBootstrapSeed),
            bootstrap_difference(violations, kBootstrapSeed),
            1
        };
        p_values.push_back(wilcoxon_signed_rank(costs));
        others.push_back(&policy);
    }
    const std::vector<double> corrected = holm(p_values);
    for (std::size_t i = 0; i < others.size(); ++i) {
        others[i]->against->p_value = corrected[i];
    }
}

std::vector<std::string> headline_of(const std::vector<PolicyOutcome>& policies, double allowed) {
    std::vector<std::string> sentences;
    const auto hpa = best_of(policies, allowed, [](const PolicyOutcome& policy) { return policy.is_hpa; });
    const auto other = best_of(policies, allowed, [](const PolicyOutcome& policy) {
        return !policy.is_hpa && !policy.is_bound;
    });
    const auto bound =
        best_of(policies, allowed, [](const PolicyOutcome& policy) { return policy.is_bound; });
    if (hpa && other && policies[*other].against) {
        const PolicyOutcome& best = policies[*other];
        sentences.push_back(fmt::format(
            "{} costs {:.2f} {} of {} on held-out workloads, with {:.2f} % of the requests above the SLO "
            "against "
            "{:.2f} % (95 % intervals, in pairs; p = {:.2g} after Holm).",
            best.name,
            best.against->cost_ratio.estimate,
            range_text(best.against->cost_ratio, 1, 2),
            policies[*hpa].name,
            best.test.violation.estimate * 100,
            policies[*hpa].test.violation.estimate * 100,
            best.against->p_value
        ));
    }
    if (hpa) {
        const PolicyOutcome& best = policies[*hpa];
        sentences.push_back(fmt::format(
            "The best HPA is {} ({}): {:.2f} cores {}, {:.2f} % {} above the SLO.",
            best.name,
            knob_text(best.knobs),
            best.test.cores.estimate,
            range_text(best.test.cores, 1, 2),
            best.test.violation.estimate * 100,
            range_text(best.test.violation, 100, 2)
        ));
    }
    if (bound && other) {
        sentences.push_back(fmt::format(
            "Knowing the future, {} needs {:.2f} cores; {} needs {:.2f}.",
            policies[*bound].name,
            policies[*bound].test.cores.estimate,
            policies[*other].name,
            policies[*other].test.cores.estimate
        ));
    }
    return sentences;
}

}  // namespace flotilla::lab::compare
