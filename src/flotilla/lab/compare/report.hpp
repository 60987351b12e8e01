#pragma once
#include <string>

#include "flotilla/lab/compare/comparison.hpp"

/// A comparison as text for programs and for people. Equal comparisons give equal bytes.
namespace flotilla::lab::compare {

/// comparison.json: everything but the single runs.
std::string to_json(const Comparison& comparison);

/// runs.csv: policy, knobs, workload, split, seed and the measures, a run a line.
std::string to_csv(const std::vector<RunRecord>& runs);

/// One HTML page that needs nothing else: data, style and script within it.
std::string to_page(const Comparison& comparison);

/// A table for terminals: each policy on the held-out workloads.
std::string to_table(const Comparison& comparison);

}  // namespace flotilla::lab::compare
