#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

#include "flotilla/base/result.hpp"

namespace flotilla::cli {

/// What is known of the cluster that `cluster up` started, kept in a file for `cluster down` and `cluster
/// status`.
struct ClusterState {
    pid_t pid = 0;
    std::string started;  ///< by the kernel's reckoning: a process that got the same id later has another
    std::string url;
    std::string kubeconfig;
};

/// $FLOTILLA_HOME, else ~/.flotilla. InvalidArgument: neither it nor $HOME is set.
Result<std::filesystem::path> flotilla_home();

/// The cluster that runs now; nothing when there is none, also when it left its file behind.
Result<std::optional<ClusterState>> running_cluster(const std::filesystem::path& home);
Result<void> save_cluster_state(const std::filesystem::path& home, const ClusterState& state);
void forget_cluster_state(const std::filesystem::path& home);

/// When the kernel started that process; empty when there is none.
std::string start_of(pid_t pid);

}  // namespace flotilla::cli
