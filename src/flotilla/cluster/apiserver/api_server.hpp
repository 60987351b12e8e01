#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"

namespace flotilla::cluster {

class Store;
class FaultPolicy;   // faults.hpp
class ExtensionApi;  // extension.hpp

/// A bearer token that the server knows from its start.
struct StaticToken {
    std::string token;
    std::string user;
    std::vector<std::string> groups;
};

struct ApiServerOptions {
    ApiServerOptions() = default;

    std::uint64_t seed = 1;  ///< of uids and name suffixes: the same seed and requests give the same objects
    std::vector<StaticToken> tokens{};
    /// Whoever shows no credentials may do everything (user system:unsecured), as on the insecure port of
    /// old: for plain HTTP on loopback, where kubectl sends none. Web pages may not.
    bool insecure = false;
    bool anonymous = true;  ///< requests without credentials are system:anonymous (who may only read health
                            ///< and version), else 401
    /// Where the key that signs service account tokens is kept; without it a new one is made at every start.
    std::optional<std::filesystem::path> key_file{};
    std::string issuer = "https://kubernetes.default.svc.cluster.local";
    std::string service_cidr = "10.96.0.0/16";
    std::uint16_t node_port_first = 30000;
    std::uint16_t node_port_last = 32767;
    Duration bookmark_interval = std::chrono::seconds{60};
    Duration event_ttl = std::chrono::hours{1};
    /// Watches without timeoutSeconds end after this, up to twice.
    Duration min_watch_timeout = std::chrono::minutes{30};
    std::size_t max_body_bytes = 3U << 20U;
    std::size_t max_object_bytes = 3U << 19U;  ///< as etcd: 1.5 MiB
    FaultPolicy* faults = nullptr;             ///< for tests and rehearsals; must outlive the server
    std::vector<ExtensionApi*> extensions{};   ///< further groups of the API; must outlive the server
};

/// The name of whoever has the credentials of `admin_peer()`.
inline constexpr std::string_view kBuiltInUser = "flotilla-admin";

/// The credentials of a part of this process: full rights, as a client certificate of group system:masters
/// has.
io::http::Peer admin_peer();
/// The same for a component by name: user `system:serviceaccount:kube-system:NAME` or
/// `system:kube-scheduler`, with group system:masters.
io::http::Peer component_peer(std::string_view user);

/// The Kubernetes API over a `Store`: serve it with `io::http::Server`, or reach it in process with a
/// `LoopbackTransport` whose peer is `admin_peer()`. Everything runs on one executor.
///
/// A new store gets what a new cluster has: the four namespaces, the bootstrap roles, the priority classes.
class ApiServer final : public io::http::Handler {
public:
    /// Fails with Internal when the data that was built in is broken, with InvalidArgument on impossible
    /// options.
    static Result<std::unique_ptr<ApiServer>> make(
        ApiServerOptions options, Store& store, io::Clock& clock, boost::asio::any_io_executor executor
    );
    ~ApiServer() override;

    boost::asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

    /// /readyz says so from now on; the composition calls it when the controllers run as well.
    void set_ready(bool ready);

    /// Ends the watches under way without a word, as a server does that dies. Later ones live.
    void drop_watches();

    /// Ends the watches under way, each with its last bookmark, and later ones at once. Everything else is
    /// answered as before.
    void stop();

    struct Impl;

private:
    explicit ApiServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::cluster
