#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/lab/compare/interval.hpp"
#include "flotilla/lab/compare/measures.hpp"
#include "flotilla/model/application/application.hpp"

/// The outcome of a comparison as a value; the JSON, the CSV and the page are made from it alone.
namespace flotilla::lab::compare {

/// What a workload is used for. Knobs are chosen on the first two; the third is opened once.
enum class Split { Training, Validation, Test };
std::string_view to_string(Split split);  ///< "training"

/// A setting of a policy's knobs, as text.
using Knobs = std::map<std::string, std::string>;

struct WorkloadFacts {
    std::string name;
    Split split = Split::Training;
    std::string kind;  ///< "rps" or "users"
    double mean = 0;
    double peak = 0;
    std::string source;

    friend bool operator==(const WorkloadFacts&, const WorkloadFacts&) = default;
};

/// One knob setting on the training and validation workloads.
struct Candidate {
    Knobs knobs;
    double cores = 0;      ///< requested, mean over the measured time
    double violation = 0;  ///< share of requests above the SLO
    bool is_chosen = false;

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// The chosen setting on the held-out workloads.
struct Judgement {
    Interval cores;
    Interval violation;
    Measures mean;

    friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// Against the best HPA, in pairs of the same workload and seed.
struct Against {
    std::string policy;
    Interval cost_ratio;
    Interval violation_difference;
    double p_value = 1;  ///< Wilcoxon signed-rank on the cost, Holm-corrected over the policies

    friend bool operator==(const Against&, const Against&) = default;
};

struct PolicyOutcome {
    std::string name;
    std::string summary;
    bool is_hpa = false;
    bool is_bound = false;  ///< knows the future: no candidate
    Knobs knobs;            ///< the chosen ones
    std::vector<Candidate> tuning;
    Judgement test;
    std::optional<Against> against;  ///< absent for the best HPA itself

    friend bool operator==(const PolicyOutcome&, const PolicyOutcome&) = default;
};

/// One policy in one run over time; a value a step, absent where nothing was measured.
struct Course {
    std::vector<std::optional<double>> latency_ms;  ///< the SLO's percentile
    std::vector<double> cores;
    std::map<std::string, std::vector<double>> ready;    ///< by service
    std::map<std::string, std::vector<double>> desired;  ///< by service

    friend bool operator==(const Course&, const Course&) = default;
};

/// All policies in the run of one held-out workload from one seed.
struct SeriesOfRun {
    std::string workload;
    std::uint64_t seed = 0;
    Duration step = std::chrono::seconds{15};
    std::vector<double> load;  ///< requests a second at the entry
    std::map<std::string, Course> policies;

    friend bool operator==(const SeriesOfRun&, const SeriesOfRun&) = default;
};

/// One line of runs.csv.
struct RunRecord {
    std::string policy;
    Knobs knobs;
    std::string workload;
    Split split = Split::Training;
    std::uint64_t seed = 0;
    Measures measures;

    friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

struct Comparison {
    std::string name;
    std::string application;
    std::string level;  ///< of fidelity: "L1, request by request, exact CFS quota"
    std::string version;
    std::string command;
    model::Slo slo;
    double allowed = 0.01;  ///< share of requests above the SLO at which costs are compared
    Duration warmup{0};
    Duration horizon{0};  ///< after the warm-up
    Duration scrape{0};
    std::vector<std::uint64_t> tuning_seeds;
    std::vector<std::uint64_t> test_seeds;
    std::vector<WorkloadFacts> workloads;
    std::vector<PolicyOutcome> policies;
    std::vector<std::string> headline;  ///< sentences, each with its figures
    std::vector<std::string> assumptions;
    std::vector<SeriesOfRun> series;
    std::vector<RunRecord> runs;

    friend bool operator==(const Comparison&, const Comparison&) = default;
};

}  // namespace flotilla::lab::compare
