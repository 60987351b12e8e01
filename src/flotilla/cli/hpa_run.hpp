#pragma once
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/policy/horizontal/hpa/spec.hpp"

namespace flotilla::cli {

/// Durations as they were given: "15s", "5m".
struct HpaTiming {
    std::string sync_period = "15s";
    std::string downscale_stabilization = "5m";
    std::string cpu_initialization = "5m";
    std::string initial_readiness = "30s";
};

struct HpaArguments {
    HpaTiming timing;
    double tolerance = 0.1;
    int workers = 5;
    bool configurable_tolerance = false;
    std::string kubeconfig;
    std::string context;
    std::string lease_namespace = "kube-system";
    std::string listen = "127.0.0.1";
    int port = 0;
    bool with_leader_election = true;
    bool verbose = false;
};

/// InvalidArgument names the flag.
Result<policy::hpa::Settings> hpa_settings(const HpaTiming& timing);

/// Runs the controller against a cluster until SIGTERM or SIGINT. @return the exit code
int run_hpa(const HpaArguments& arguments);

}  // namespace flotilla::cli
