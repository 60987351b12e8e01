#pragma once
#include <string>
#include <vector>

#include "flotilla/cluster/apiserver/authn/user.hpp"
#include "flotilla/cluster/apiserver/negotiation.hpp"
#include "flotilla/cluster/apiserver/registry/resource.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"
#include "flotilla/cluster/store/change.hpp"
#include "flotilla/io/http/message.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

/// A request for a resource, as far as it is understood before a verb looks at it.
struct ApiRequest {
    io::http::Request http;
    RequestInfo info;
    User user;
    ResourcePtr resource;
    const Subresource* subresource = nullptr;  ///< of `resource`
    Rendering rendering;                       ///< what the client wants to get
    std::vector<std::string> warnings;         ///< for the Warning header

    /// fieldManager, or what the user agent calls itself.
    [[nodiscard]] std::string manager() const;
    [[nodiscard]] bool is_dry_run() const;
};

/// What a verb answers. Either an object of the request's resource, or a value of another kind.
struct Reply {
    int code = 200;
    ObjectPtr object{};    ///< to be rendered as the client wants it
    kube::Json value{};    ///< when there is no object
    Revision durable = 0;  ///< not to be answered before this is on disk
};

}  // namespace flotilla::cluster
