#pragma once
#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/io/http/handler.hpp"

namespace flotilla::cluster {

/// The way of a request: who asks, may they, what for, and the answer.
class Server {
public:
    explicit Server(Core& core) : core_{core} {}

    boost::asio::awaitable<void> handle(io::http::Request http, io::http::ResponseWriter& writer);
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<Outcome<void>> serve(ApiRequest& request, io::http::ResponseWriter& writer);
    boost::asio::awaitable<Outcome<void>> serve_resource(ApiRequest& request, io::http::ResponseWriter& writer);
    boost::asio::awaitable<Outcome<void>> answer(ApiRequest& request, Reply reply, io::http::ResponseWriter& writer);
    Outcome<Reply> change(ApiRequest& request);
    Outcome<void> find_resource(ApiRequest& request);

    Core& core_;
};

}  // namespace flotilla::cluster
