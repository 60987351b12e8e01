#include "flotilla/lab/world.hpp"

#include "flotilla/base/embedded.hpp"
#include "flotilla/controllers/group/deployment.hpp"
#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/kube/client/discovery.hpp"

FLOTILLA_EMBEDDED(teastore_yaml)
FLOTILLA_EMBEDDED(teastore_groups)

namespace flotilla::lab {
namespace {

cluster::ClusterOptions cluster_options(const WorldOptions& options) {
    cluster::ClusterOptions made;
    made.api.seed = options.seed;
    made.api.faults = options.faults;
    made.control.seed = options.seed;
    made.control.nodes.seed = options.seed;
    made.control.nodes.speed = options.speed;
    made.control.nodes.count = options.nodes;
    made.control.nodes.cpu = "16";
    made.control.nodes.memory = "64Gi";
    made.control.events = options.events;
    made.control.nodes.heartbeat = options.heartbeat;
    made.control.node_grace = options.heartbeat * 4;
    made.control.log = options.log;
    return made;
}

asio::awaitable<Result<void>> create_one(
    kube::Client& client, kube::Discovery& discovery, kube::DynamicObject object
) {
    std::string api_version{object.api_version()};
    std::string kind{object.kind()};
    FLOTILLA_CO_TRY(
        const kube::ResourceType type, co_await discovery.find(std::move(api_version), std::move(kind))
    );
    if (type.namespaced && object.namespace_().empty()) {
        object.set_namespace("default");
    }
    const auto created = co_await client.create(type, object);
    if (!created && created.error().code != ErrorCode::AlreadyExists) {
        co_return tl::unexpected<Error>{created.error()};
    }
    co_return Result<void>{};
}

bool are_settled(const std::vector<kube::SharedObject>& deployments) {
    for (const kube::SharedObject& object : deployments) {
        const auto deployment = controllers::group::deployment_from(*object);
        if (!deployment.is_settled()) {
            return false;
        }
    }
    return true;
}

}  // namespace

World::World(
    const WorldOptions& options,
    std::unique_ptr<cluster::Cluster> cluster,
    io::Clock& clock,
    asio::any_io_executor executor
)
    : options_(options),
      executor_(executor),
      cluster_(std::move(cluster)),
      transport_(cluster_->api(), clock, executor, cluster::admin_peer()),
      client_(transport_, clock) {}

Result<std::unique_ptr<World>> World::make(
    const WorldOptions& options, io::Clock& clock, asio::any_io_executor executor
) {
    FLOTILLA_TRY(auto made, cluster::Cluster::make(cluster_options(options), clock, executor));
    return std::unique_ptr<World>{new World{options, std::move(made), clock, executor}};
}

kube::Environment World::environment() {
    return {client_, executor_, options_.log, metrics_, options_.seed};
}

asio::awaitable<Result<void>> create_all(kube::Client& client, std::string_view yaml) {
    kube::Discovery discovery{client};
    FLOTILLA_CO_TRY(const std::vector<kube::Json> documents, kube::parse_yaml_documents(yaml));
    for (const kube::Json& document : documents) {
        kube::DynamicObject object{document};
        FLOTILLA_CO_CHECK(co_await create_one(client, discovery, std::move(object)));
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> await_available(kube::Client& client, Duration limit) {
    const TimePoint deadline = client.clock().now() + limit;
    while (true) {
        const auto deployments = co_await client.list(controllers::group::deployment_resource(), "default");
        if (!deployments) {
            co_return tl::unexpected<Error>{deployments.error()};
        }
        if (are_settled(deployments->items)) {
            co_return Result<void>{};
        }
        if (client.clock().now() >= deadline) {
            co_return fail(
                ErrorCode::DeadlineExceeded,
                fmt::format("not all Deployments are ready after {}", format_duration(limit))
            );
        }
        co_await client.clock().sleep_for(std::chrono::milliseconds{200});
    }
}

std::string_view teastore_manifests() {
    return embedded_teastore_yaml();
}

std::string_view teastore_groups() {
    return embedded_teastore_groups();
}

}  // namespace flotilla::lab
