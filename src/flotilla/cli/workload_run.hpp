#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace flotilla::cli {

/// How a workload is described on the command line; what is given here wins over the configuration.
struct WorkloadArguments {
    std::string type;
    std::string config;
    std::map<std::string, std::string> options;     ///< as in the configuration: step, mean, …
    std::map<std::string, std::string> parameters;  ///< of the type, with a flag of their own: file, top, …
    std::vector<std::string> settings;              ///< the others, as name=value
    bool lenient = false;
    bool fill = false;
};

struct GenerateArguments {
    WorkloadArguments workload;
    std::string output = "data/workloads";
};

struct StatsArguments {
    std::string series;  ///< a file or folder that was written before; empty: the workload below
    WorkloadArguments workload;
    std::string day = "24h";
    bool json = false;
};

struct PlotArguments {
    std::vector<std::string> series;
    std::string output = "plot.svg";
};

struct CompareArguments {
    std::string left;
    std::string right;
};

struct FitArguments {
    std::string file;
    std::string type;
    std::string output;         ///< empty: standard output
    WorkloadArguments reading;  ///< how the file is read, when it is not one of ours
};

struct ReplayArguments {
    std::string series;
    double speed = 1;      ///< times as fast; 0: without waiting
    std::string arrivals;  ///< empty: a line a step
    double burst = 0;      ///< index of dispersion of an MMPP; 0: as `arrivals` says
    std::uint64_t seed = 1;
};

int run_workload_generate(const GenerateArguments& arguments);
int run_workload_list();
int run_workload_stats(const StatsArguments& arguments);
int run_workload_plot(const PlotArguments& arguments);
int run_workload_compare(const CompareArguments& arguments);
int run_workload_fit(const FitArguments& arguments);
int run_workload_replay(const ReplayArguments& arguments);

}  // namespace flotilla::cli
