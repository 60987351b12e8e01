#pragma once
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/cluster/controllers/engine/shelf.hpp"

/// The pods behind a Service, as values.
namespace flotilla::cluster::controllers {

struct BackendPort {
    std::string name;
    std::int64_t port = 0;
    std::string protocol;
    std::string app_protocol;
    friend auto operator<=>(const BackendPort&, const BackendPort&) = default;
};

struct Backend {
    std::string ip;
    std::string node;
    kube::ObjectKey pod;
    std::string pod_uid;
    std::string hostname;
    bool is_ready = false;  ///< or the Service publishes those that are not
    bool is_serving = false;
    bool is_terminating = false;
    std::vector<BackendPort> ports;
};

/// Pods with an address that the Service selects, by name. Empty without a selector.
std::vector<Backend> backends_of(const DocumentView& service, const std::vector<SeenPtr<PodView>>& pods);

/// Whether the pods of this Service are found by labels at all.
std::optional<kube::LabelSelector> selector_of(const DocumentView& service);

/// `subsets` of the Endpoints object: terminating pods left out, grouped by ports.
kube::JsonArray endpoints_subsets(const std::vector<Backend>& backends);

/// The `endpoints` lists of EndpointSlices, at most `per_slice` entries each, all with the same ports.
struct SliceContent {
    kube::JsonArray endpoints;
    kube::JsonArray ports;
};
std::vector<SliceContent> slice_contents(const std::vector<Backend>& backends, std::size_t per_slice);

}  // namespace flotilla::cluster::controllers
