#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/client/client.hpp"

namespace flotilla::metrics {

/// Percent-encoded, for one segment of a path or one value of a query; "*" stays as it is.
std::string encoded(std::string_view text);

/// A path with the parameters that are not empty.
std::string with_query(
    std::string path, const std::vector<std::pair<std::string_view, std::string_view>>& query
);

/// GET, parsed. Fails as `Client::get_raw` does, and with Unavailable for what is no JSON.
boost::asio::awaitable<Result<kube::Json>> get_json(kube::Client& client, std::string target);

}  // namespace flotilla::metrics
