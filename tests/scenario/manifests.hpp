#pragma once
#include <string>

#include <fmt/format.h>

/// Manifests that the scenarios share.
namespace flotilla::testing_support {

struct WebOptions {
    std::string name = "web";
    std::string namespace_ = "default";
    std::string image = "web:1";
    int replicas = 3;
    std::string strategy = "rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}";
    std::string annotations = "";  ///< of the pods: "a: b, c: d"
};

inline std::string deployment_yaml(const WebOptions& options) {
    return fmt::format(
        R"(
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {0}, namespace: {1}, labels: {{app: {0}}}}}
spec:
  replicas: {2}
  strategy: {{{3}}}
  selector: {{matchLabels: {{app: {0}}}}}
  template:
    metadata: {{labels: {{app: {0}}}, annotations: {{{4}}}}}
    spec:
      containers:
      - name: main
        image: "{5}"
        ports: [{{containerPort: 8080, name: http}}]
        resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}
)",
        options.name,
        options.namespace_,
        options.replicas,
        options.strategy,
        options.annotations,
        options.image
    );
}

inline std::string service_yaml(const std::string& name) {
    return fmt::format(
        R"(
apiVersion: v1
kind: Service
metadata: {{name: {0}}}
spec:
  selector: {{app: {0}}}
  ports: [{{port: 80, targetPort: http}}]
)",
        name
    );
}

}  // namespace flotilla::testing_support
