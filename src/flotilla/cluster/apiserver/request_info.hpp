#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/url.hpp"

namespace flotilla::cluster {

/// What a request is about, as far as its method and URL say: the grammar of the Kubernetes REST API.
struct RequestInfo {
    bool is_resource = false;  ///< under /api/v1 or /apis/GROUP/VERSION, with a resource
    /// get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in small
    /// letters.
    std::string verb;
    std::string path;   ///< decoded, without the query
    std::string group;  ///< "" for the core group
    std::string version;
    std::string namespace_;   ///< "" when the path has none
    std::string resource;     ///< plural: "pods"
    std::string name;         ///< "" for a whole collection
    std::string subresource;  ///< "status", "" for none
    std::string rest;         ///< what follows the subresource: "metrics/x" of "nodes/n/proxy/metrics/x"
    io::http::Query query;

    [[nodiscard]] bool is_read() const { return verb == "get" || verb == "list" || verb == "watch"; }
};

/// Whether a parameter is there and neither "false" nor "0", as Kubernetes reads switches.
bool is_set(const io::http::Query& query, std::string_view name);

/// @param target path and query, percent-encoded. Fails with InvalidArgument.
Result<RequestInfo> parse_request_info(std::string_view method, std::string_view target);

}  // namespace flotilla::cluster
