#pragma once
#include <string_view>
#include <vector>

#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/apiserver/registry/resource.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

/// A group version of the API that another part of this process answers: what an APIService does on a real
/// cluster, without the network. The server authenticates, authorizes and lists it in discovery.
class ExtensionApi {
public:
    ExtensionApi() = default;
    ExtensionApi(const ExtensionApi&) = delete;
    ExtensionApi& operator=(const ExtensionApi&) = delete;
    virtual ~ExtensionApi() = default;

    [[nodiscard]] virtual std::string_view group() const = 0;
    [[nodiscard]] virtual std::string_view version() const = 0;
    /// For discovery; they have neither schema nor collection.
    [[nodiscard]] virtual std::vector<ResourcePtr> resources() const = 0;

    /// What a request for something in this group version is answered with.
    virtual Outcome<kube::Json> answer(const RequestInfo& request) = 0;
};

}  // namespace flotilla::cluster
