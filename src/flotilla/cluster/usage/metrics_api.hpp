#pragma once
#include "flotilla/cluster/apiserver/extension.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/cluster/usage/monitor.hpp"

namespace flotilla::cluster::usage {

/// metrics.k8s.io/v1beta1: what pods and nodes use, as `kubectl top` and the HPA read it. A pod or a node
/// without a sample is not listed.
class MetricsApi final : public ExtensionApi {
public:
    /// @param store, monitor  outlive this
    MetricsApi(Store& store, const Monitor& monitor) : store_{store}, monitor_{monitor} {}

    [[nodiscard]] std::string_view group() const override { return "metrics.k8s.io"; }
    [[nodiscard]] std::string_view version() const override { return "v1beta1"; }
    [[nodiscard]] std::vector<ResourcePtr> resources() const override;
    Outcome<kube::Json> answer(const RequestInfo& request) override;

private:
    [[nodiscard]] std::optional<kube::Json> pod_metrics(const kube::EncodedObject& pod) const;
    [[nodiscard]] std::optional<kube::Json> node_metrics(const kube::EncodedObject& node) const;

    Store& store_;
    const Monitor& monitor_;
};

}  // namespace flotilla::cluster::usage
