#pragma once
#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/authn/authenticator.hpp"
#include "flotilla/cluster/apiserver/authz/rbac.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/endpoints/endpoints.hpp"
#include "flotilla/cluster/apiserver/extension.hpp"
#include "flotilla/cluster/apiserver/faults.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/io/http/handler.hpp"

namespace flotilla::cluster {

/// The way of a request: who asks, may they, what for, and the answer.
class Server {
public:
    explicit Server(Core& core);

    boost::asio::awaitable<void> handle(io::http::Request http, io::http::ResponseWriter& writer);
    /// Ends the watches under way.
    void drop_watches();
    void stop();

private:
    void wake_watches();
    boost::asio::awaitable<Outcome<void>> serve(ApiRequest& request, io::http::ResponseWriter& writer);
    boost::asio::awaitable<Outcome<void>> serve_resource(
        ApiRequest& request, const Fault& fault, io::http::ResponseWriter& writer
    );
    boost::asio::awaitable<Outcome<void>> answer(
        ApiRequest& request, Reply reply, io::http::ResponseWriter& writer
    );
    Outcome<void> admit_user(ApiRequest& request);
    Outcome<void> find_resource(ApiRequest& request) const;
    Outcome<Reply> reply_to(ApiRequest& request);
    /// The extension that serves the request's group version; null when none does.
    [[nodiscard]] ExtensionApi* extension_for(const RequestInfo& info) const;
    boost::asio::awaitable<Outcome<void>> serve_extension(
        ExtensionApi& extension, ApiRequest& request, io::http::ResponseWriter& writer
    );

    Core& core_;
    Authenticator authenticator_;
    RbacAuthorizer& authorizer_;
    Endpoints endpoints_;
};

}  // namespace flotilla::cluster
