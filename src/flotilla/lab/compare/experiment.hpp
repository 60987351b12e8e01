#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/lab/compare/comparison.hpp"
#include "flotilla/model/bounds.hpp"
#include "flotilla/sim/workload/request.hpp"

/// What to compare, as a value; experiment_file.hpp reads it.
namespace flotilla::lab::compare {

struct WorkloadChoice {
    std::string name;
    Split split = Split::Training;
    sim::workload::WorkloadRequest request;
};

/// A policy family with the knobs that are fixed and those that are searched.
struct PolicyChoice {
    std::string name;    ///< in the report
    std::string family;  ///< in the catalog of families
    Knobs fixed;
    std::vector<std::pair<std::string, std::vector<std::string>>> grid;  ///< knob and the values to try
};

struct Experiment {
    std::string name;
    std::string application;  ///< a file, or the name of one that is shipped
    std::string slo = "default";
    double allowed = 0.01;
    Duration warmup = std::chrono::minutes{5};
    Duration scrape = std::chrono::seconds{5};
    model::Bounds bounds{model::Replicas{1}, model::Replicas{20}};  ///< of every service
    std::vector<std::uint64_t> tuning_seeds{1};
    std::vector<std::uint64_t> test_seeds{11, 12, 13, 14, 15};
    std::size_t budget = 24;  ///< settings that each policy may try
    std::vector<WorkloadChoice> workloads;
    std::vector<PolicyChoice> policies;
};

/// Every combination of the grid's values with the fixed knobs, the last knob varying fastest; the fixed ones
/// alone without a grid.
std::vector<Knobs> settings_of(const PolicyChoice& policy);

/// The experiment if it can be run: workloads of every split that it needs, no doubled names, bounds and
/// shares that make sense, no grid beyond the budget. InvalidArgument names the key.
Result<Experiment> checked(Experiment experiment);

}  // namespace flotilla::lab::compare
