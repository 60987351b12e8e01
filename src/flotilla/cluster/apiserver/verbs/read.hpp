#pragma once
#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/io/http/handler.hpp"

/// get, list and watch.
namespace flotilla::cluster {

Outcome<Reply> get_object(Core& core, const ApiRequest& request);

/// Sends a list, or one page of it; big ones in pieces. Gives the refusal back when there is one, and has
/// then sent nothing.
boost::asio::awaitable<Outcome<void>> list_objects(
    Core& core, ApiRequest& request, io::http::ResponseWriter& writer
);

/// Sends events until the client goes, the time is over, or `cut` passes. Gives the refusal back as
/// `list_objects` does.
boost::asio::awaitable<Outcome<void>> watch_objects(
    Core& core, ApiRequest& request, io::http::ResponseWriter& writer, std::optional<Duration> cut
);

}  // namespace flotilla::cluster
