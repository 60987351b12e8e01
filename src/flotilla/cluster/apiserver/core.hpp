#pragma once
#include <boost/asio/any_io_executor.hpp>

#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/cluster/apiserver/authn/service_account_tokens.hpp"
#include "flotilla/cluster/apiserver/authz/rbac.hpp"
#include "flotilla/cluster/apiserver/identities.hpp"
#include "flotilla/cluster/apiserver/registry/catalog.hpp"
#include "flotilla/cluster/apiserver/registry/event_expiry.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::cluster {

/// What every part of the server works with.
struct Core {
    const ApiServerOptions& options;
    Store& store;
    io::Clock& clock;
    boost::asio::any_io_executor executor;
    const BuiltinKinds& kinds;
    ResourceCatalog& catalog;
    Identities& identities;
    ServiceAccountTokens& tokens;
    RbacAuthorizer& authorizer;
    telemetry::Registry& metrics;
    EventExpiry event_expiry{};
    bool stopping = false;
    std::uint64_t drops = 0;  ///< how often the watches under way were dropped
    bool ready = true;
};

}  // namespace flotilla::cluster
