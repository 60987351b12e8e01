#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/cli/hpa_run.hpp"

namespace flotilla::cli {

struct ClusterUpFlags {
    bool detach = false;
    bool http = false;
    std::uint16_t port = 0;
    std::string data;  ///< empty: in memory
    std::int64_t nodes = 3;
    double speed = 1;
    std::uint64_t seed = 1;
    std::vector<std::string> without;
    std::vector<std::string> controllers{"*"};     ///< as kube-controller-manager's flag of that name
    std::string metrics_resolution = "15s";        ///< of metrics.k8s.io; "0" serves none
    std::optional<std::uint16_t> prometheus_port;  ///< of the pages for a Prometheus; absent: none
    HpaTiming hpa;
    std::string faults;  ///< file of timed faults; empty: none
    bool merge_kubeconfig = false;
    std::string kubeconfig;  ///< empty: kubeconfig in `flotilla_home()`
};

/// Serves an embedded cluster on loopback until SIGTERM or SIGINT. @return the exit code
int cluster_up(const ClusterUpFlags& flags);
/// Stops what `cluster up --detach` started, and waits for it.
int cluster_down();
/// One line about the running cluster; exit code 1 when there is none.
int cluster_status();

}  // namespace flotilla::cli
