#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/client/discovery.hpp"

namespace flotilla::controllers::horizontal {

namespace asio = boost::asio;

/// What an HPA scales, as found on the server.
struct Target {
    kube::ResourceType type;
    kube::ScaleState scale;
};

/// Finds resources by group and kind, and reads and writes their scale subresource. Outlives its calls.
class Targets {
public:
    explicit Targets(kube::Client& client) : client_{client}, discovery_{client} {}

    /// The first resource of that kind, in any version of its group, that has such an object with a scale.
    asio::awaitable<Result<Target>> find(
        std::string api_version, std::string kind, std::string namespace_, std::string name
    );

    /// Resources of a kind in any version of a group, the group's preferred version first. NotFound: none.
    asio::awaitable<Result<std::vector<kube::ResourceType>>> resources(std::string group, std::string kind);

    /// Sets spec.replicas. When somebody else has written meanwhile, it is read again and tried again, five
    /// times in all.
    asio::awaitable<Result<void>> rescale(Target target, std::int64_t replicas);

private:
    asio::awaitable<Result<std::vector<std::string>>> versions(std::string group);
    asio::awaitable<Result<void>> write_scale(const Target& target, std::int64_t replicas);

    kube::Client& client_;
    kube::Discovery discovery_;
    std::map<std::pair<std::string, std::string>, std::vector<kube::ResourceType>> known_;
};

}  // namespace flotilla::controllers::horizontal
