#pragma once
#include <string>

namespace flotilla::cli {

struct ExportArguments {
    std::string prometheus = "http://127.0.0.1:9090";
    std::string query;
    std::string from;  ///< empty: `last` before `to`
    std::string to;    ///< empty: now
    std::string last = "1h";
    std::string step = "15s";
    std::string output;  ///< empty: standard output
};

/// Writes what a Prometheus answers as CSV. @return the exit code
int export_metrics(const ExportArguments& arguments);

}  // namespace flotilla::cli
