#pragma once
#include <string>

namespace flotilla::cli {

/// What `flotilla experiment scaling-time` was asked for.
struct ScalingTimeArguments {
    std::string group_file = "./groups.txt";
    std::string namespace_ = "default";
    std::string output = "scaling_csv.txt";
    std::string plot;      ///< empty: beside the output, with .svg
    std::string from_csv;  ///< draw this one instead of measuring
    std::string kubeconfig;
    std::string context;
    std::string timeout = "10m";
    int runs = 3;
};

int run_scaling_time(const ScalingTimeArguments& arguments);

}  // namespace flotilla::cli
