#pragma once
#include <map>
#include <vector>

#include "flotilla/lab/compare/experiment.hpp"
#include "flotilla/lab/compare/run.hpp"

/// From runs to findings: pure.
namespace flotilla::lab::compare {

/// The settings of one policy that were tried, with the mean over their tuning runs; the chosen one is
/// marked: the cheapest that keeps the promise, else the one that breaks it least.
/// @param hours that each run was measured
std::vector<Candidate> candidates_of(
    const std::string& policy,
    const std::vector<Knobs>& settings,
    const std::map<RunKey, RunOutcome>& tuning,
    double allowed,
    double hours
);

/// The chosen setting's runs on the held-out workloads, with bootstrap intervals over (workload, seed).
/// @param runs of one policy, at least one
Judgement judgement_of(const std::map<RunKey, RunOutcome>& runs, double hours);

/// Fills `against` of every policy but the best HPA: the HPA with the lowest cost among those that keep the
/// promise on the held-out workloads, else the one that breaks it least. Without an HPA nothing is filled in.
/// @param test runs of all policies with their chosen settings
void compare_with_best_hpa(
    std::vector<PolicyOutcome>& policies, const std::map<RunKey, RunOutcome>& test, double allowed
);

/// Two to four sentences with their intervals: what the best policy costs against the best HPA, what the
/// default HPA does, and how far the bound is.
std::vector<std::string> headline_of(const std::vector<PolicyOutcome>& policies, double allowed);

}  // namespace flotilla::lab::compare
