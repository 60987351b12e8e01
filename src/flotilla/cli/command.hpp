#pragma once

namespace CLI {
class App;
}

/// One file a subcommand: each adds itself to the program and says with which code it ends.
namespace flotilla::cli {

inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;  ///< it was tried and did not work
inline constexpr int kUsage = 2;    ///< it was asked for in a way that makes no sense

/// Each puts its subcommand under `program`; when it is the one that was asked for, `exit_code` is set after
/// parsing.
void add_cluster(CLI::App& program, int& exit_code);
void add_crds(CLI::App& program, int& exit_code);
void add_demo(CLI::App& program, int& exit_code);
void add_experiment(CLI::App& program, int& exit_code);
void add_hpa(CLI::App& program, int& exit_code);
void add_load(CLI::App& program, int& exit_code);
void add_metrics(CLI::App& program, int& exit_code);
void add_operator(CLI::App& program, int& exit_code);
void add_simulate(CLI::App& program, int& exit_code);
void add_workload(CLI::App& program, int& exit_code);

}  // namespace flotilla::cli
