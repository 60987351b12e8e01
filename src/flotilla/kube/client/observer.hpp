#pragma once
#include <string_view>

#include "flotilla/base/time.hpp"

namespace flotilla::kube {

/// What a client tells whoever counts its requests.
class ClientObserver {
public:
    ClientObserver() = default;
    ClientObserver(const ClientObserver&) = delete;
    ClientObserver& operator=(const ClientObserver&) = delete;
    virtual ~ClientObserver() = default;

    /// One request was answered, or failed. Retries are told one by one.
    /// @param verb     "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
    /// "raw"
    /// @param resource plural name, with the subresource after a slash; "" for raw requests
    /// @param status   of HTTP; 0 when there was no answer
    /// @param latency  until the whole answer; of a stream, until its head
    virtual void on_request(
        std::string_view verb, std::string_view resource, int status, Duration latency
    ) = 0;
    /// A request waited for the client's own rate limit.
    virtual void on_rate_limited(Duration waited) = 0;
};

}  // namespace flotilla::kube
