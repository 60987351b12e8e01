#pragma once
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/group/conflicts.hpp"
#include "flotilla/controllers/group/recommendations.hpp"
#include "flotilla/kube/client/client.hpp"

namespace flotilla::controllers::group {

namespace asio = boost::asio;

/// What is asked of the API server before each round, besides the Deployments.
struct Survey {
    std::vector<kube::SharedObject> groups;  ///< ScalingGroups
    std::vector<OtherScaler> scalers;
    Recommendations recommendations;
    std::vector<Error> gaps;  ///< kinds that may not be read: conflicts with them would not be seen
};

/// A kind that the server does not serve (no CRD) counts as empty; one that may not be read, as a gap. Other
/// failures fail it.
asio::awaitable<Result<Survey>> survey(kube::Client& client, std::string namespace_);

}  // namespace flotilla::controllers::group
