#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/kube/client/client.hpp"

namespace flotilla::kube {

/// Which endpoint serves a kind, as the server tells it. Asked once a group version, and again when something
/// is missing. Outlives its calls; one executor.
class Discovery {
public:
    explicit Discovery(Client& client) : client_{client} {}

    /// @param api_version "apps/v1", as in an object
    /// NotFound: the server has no such kind (yet).
    asio::awaitable<Result<ResourceType>> find(std::string api_version, std::string kind);
    /// Everything that is served in one group version.
    asio::awaitable<Result<std::vector<ResourceType>>> resources(std::string api_version);

private:
    Client& client_;
    std::map<std::string, std::vector<ResourceType>, std::less<>> known_;
};

}  // namespace flotilla::kube
