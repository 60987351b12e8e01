#pragma once
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/client/auth/environment.hpp"
#include "flotilla/kube/client/auth/kubeconfig.hpp"

namespace flotilla::kube {

/// What a person asked for on the command line; empty = not said.
struct ConfigRequest {
    ConfigRequest() = default;

    std::string kubeconfig;  ///< --kubeconfig
    std::string context;     ///< --context
    std::string in_cluster_root =
        "/var/run/secrets/kubernetes.io/serviceaccount";  ///< where a pod finds its account
};

/// Everything that is needed to reach one cluster as one user.
struct ClusterConfig {
    std::string source;  ///< where it comes from, for messages: "context dev of /root/.kube/config", "the
                         ///< pod's service account"
    std::string default_namespace = "default";
    ClusterEntry cluster;
    UserEntry user;
    std::string proxy_url;  ///< the cluster's own or, by the environment, the proxy for that host; "" = none
};

/// Finds the configuration as kubectl does: `--kubeconfig`; the files of $KUBECONFIG, merged; ~/.kube/config;
/// the pod's service account. NotFound: none of these exists, and where it was looked for. InvalidArgument:
/// file, line or field, and what to do; an unknown context comes with the list of known ones.
Result<ClusterConfig> load_cluster_config(
    const ConfigRequest& request, const EnvironmentVariables& environment
);

}  // namespace flotilla::kube
