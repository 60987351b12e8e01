#include "flotilla/cluster/apiserver/api_server.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/authn/distinguished_name.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/custom/definitions.hpp"
#include "flotilla/cluster/apiserver/extension.hpp"
#include "flotilla/cluster/apiserver/registry/bootstrap.hpp"
#include "flotilla/cluster/apiserver/server.hpp"

namespace flotilla::cluster {

struct ApiServer::Impl {
    Impl(
        ApiServerOptions options_,
        Store& store,
        io::Clock& clock,
        boost::asio::any_io_executor executor,
        BuiltinKinds kinds_,
        ResourceCatalog catalog_,
        SigningKey key
    )
        : options{std::move(options_)},
          kinds{std::move(kinds_)},
          catalog{std::move(catalog_)},
          identities{options.seed, store.revision()},
          tokens{std::move(key), options.issuer},
          authorizer{store},
          core{
              options,
              store,
              clock,
              std::move(executor),
              kinds,
              catalog,
              identities,
              tokens,
              authorizer,
              metrics
          },
          server{core} {}

    ApiServerOptions options;
    BuiltinKinds kinds;
    ResourceCatalog catalog;
    Identities identities;
    ServiceAccountTokens tokens;
    RbacAuthorizer authorizer;
    telemetry::Registry metrics;
    Core core;
    Server server;
};

io::http::Peer admin_peer() {
    return component_peer(kBuiltInUser);
}

io::http::Peer component_peer(std::string_view user) {
    io::http::Peer peer;
    peer.certificate_subject = fmt::format("CN={},O=system:masters", escape_distinguished_name(user));
    return peer;
}

Result<std::unique_ptr<ApiServer>> ApiServer::make(
    ApiServerOptions options, Store& store, io::Clock& clock, boost::asio::any_io_executor executor
) {
    FLOTILLA_TRY(BuiltinKinds kinds, BuiltinKinds::load());
    FLOTILLA_TRY(ResourceCatalog catalog, ResourceCatalog::load(kinds, store));
    FLOTILLA_TRY(SigningKey key, SigningKey::load_or_make(options.key_file));
    auto impl = std::make_unique<Impl>(
        std::move(options),
        store,
        clock,
        std::move(executor),
        std::move(kinds),
        std::move(catalog),
        std::move(key)
    );
    for (const ExtensionApi* extension : impl->options.extensions) {
        for (const ResourcePtr& resource : extension->resources()) {
            impl->catalog.replace_custom(resource->type.group, resource->type.plural, {resource});
        }
    }
    FLOTILLA_CHECK(serve_stored_definitions(impl->core));
    FLOTILLA_CHECK(bootstrap(impl->core));
    return std::unique_ptr<ApiServer>{new ApiServer{std::move(impl)}};
}

ApiServer::ApiServer(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

ApiServer::~ApiServer() = default;

boost::asio::awaitable<void> ApiServer::handle(io::http::Request request, io::http::ResponseWriter& writer) {
    return impl_->server.handle(std::move(request), writer);
}

void ApiServer::set_ready(bool ready) {
    impl_->core.ready = ready;
}

void ApiServer::drop_watches() {
    impl_->server.drop_watches();
}

void ApiServer::stop() {
    impl_->server.stop();
}

}  // namespace flotilla::cluster
