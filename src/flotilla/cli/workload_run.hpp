#pragma once
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

int run_workload_generate(const GenerateArguments& arguments);
int run_workload_list();

}  // namespace flotilla::cli
