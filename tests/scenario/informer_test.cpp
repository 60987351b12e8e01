#include "flotilla/kube/runtime/informer.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"
#include "flotilla/cluster/apiserver/api_server.hpp"
#include "flotilla/cluster/apiserver/faults.hpp"
#include "flotilla/cluster/store/store.hpp"
#include "flotilla/io/http/loopback.hpp"
#include "flotilla/kube/api/types/core.gen.hpp"

#include "support/virtual_world.hpp"

/// An informer on the embedded API server, whatever happens to the server and the way to it.
namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kReader = "system:serviceaccount:kube-system:reader";

/// Delays, refuses and cuts what the reader asks for, by chance.
class UnluckyReader final : public cluster::FaultPolicy {
public:
    explicit UnluckyReader(std::uint64_t seed) : random_(seed, "faults") {}

    std::optional<cluster::Fault> decide(const cluster::RequestInfo& request, std::string_view user)
        override {
        if (!is_active || user != kReader || random_.uniform() < 0.3) {
            return std::nullopt;
        }
        cluster::Fault fault;
        fault.delay = std::chrono::milliseconds{random_.between(0, 2000)};
        if (random_.uniform() < 0.4) {
            fault.status = random_.uniform() < 0.5 ? 500 : 429;
        } else if (request.verb == "watch") {
            fault.cut_watch_after = std::chrono::milliseconds{random_.between(0, 60'000)};
        }
        return fault;
    }

    bool is_active = true;

private:
    RandomStream random_;
};

/// Passes requests on to the server of the moment; while there is none, the connection breaks.
class RestartableServer final : public io::http::Handler {
public:
    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override {
        if (server) {
            const auto current = server;  // it ends its answers although another takes its place
            co_await current->handle(std::move(request), writer);
        }
    }
    std::shared_ptr<cluster::ApiServer> server;
};

class InformerScenario : public testing::TestWithParam<std::uint64_t> {
protected:
    InformerScenario() {
        store_options_.history_changes = 10;  // soon too old
        store_.emplace(world_.executor(), store_options_);
        start_server();
    }

    void start_server() {
        cluster::ApiServerOptions options;
        options.faults = &faults_;
        auto made = cluster::ApiServer::make(std::move(options), *store_, world_.clock(), world_.executor());
        EXPECT_TRUE(made.has_value());
        front_.server = std::move(*made);
    }

    /// For a while there is no server; then a new one over the same store.
    void restart_server() {
        front_.server->stop();
        front_.server = nullptr;
        world_.clock().run_for(std::chrono::milliseconds{random_.between(0, 20'000)});
        start_server();
    }

    void change_something() {
        const ObjectKey key{
            random_.uniform() < 0.5 ? "default" : "kube-public", fmt::format("c{}", random_.between(0, 30))
        };
        if (random_.uniform() < 0.3) {
            world_.run(writer_.remove(resource_of<ConfigMap>(), key));
            return;
        }
        DynamicObject object{resource_of<ConfigMap>(), key};
        object.at({"data", "value"}) = std::to_string(random_.between(0, 1'000'000));
        const auto created = world_.run(writer_.create(resource_of<ConfigMap>(), object));
        if (!created) {
            ASSERT_EQ(created.error().code, ErrorCode::AlreadyExists) << created.error().message;
            ASSERT_TRUE(world_.run(writer_.update(resource_of<ConfigMap>(), object)).has_value());
        }
    }

    std::map<ObjectKey, std::string> truth() {
        std::map<ObjectKey, std::string> versions;
        const auto list = world_.run(writer_.list(resource_of<ConfigMap>(), ""));
        for (const SharedObject& object : list->items) {
            versions.emplace(object->key(), object->resource_version());
        }
        return versions;
    }

    RandomStream random_{GetParam(), "scenario"};
    testing_support::VirtualWorld world_;
    UnluckyReader faults_{GetParam()};
    cluster::StoreOptions store_options_;
    std::optional<cluster::Store> store_;
    RestartableServer front_;
    io::http::LoopbackTransport admin_{front_, world_.clock(), world_.executor(), cluster::admin_peer()};
    io::http::LoopbackTransport reader_{
        front_, world_.clock(), world_.executor(), cluster::component_peer(kReader)
    };
    Client writer_{admin_, world_.clock()};
    Client client_{reader_, world_.clock()};
    telemetry::Registry metrics_;
};

TEST_P(InformerScenario, EqualsTheServerAfterFaultsAndRestarts) {
    const Environment environment{client_, world_.executor(), telemetry::Logger{}, metrics_, GetParam()};
    InformerOptions options{resource_of<ConfigMap>()};
    options.prefer_streaming_list = GetParam() % 2 == 0;
    options.page_size = 7;
    Informer<EncodedObject> informer{environment, options};
    informer.start();
    for (int step = 0; step < 400; ++step) {
        change_something();
        world_.clock().run_for(std::chrono::milliseconds{random_.between(0, 2000)});
        if (step % 100 == 50) {
            restart_server();
        }
    }
    faults_.is_active = false;
    world_.clock().run_for(15min);

    std::map<ObjectKey, std::string> cached;
    informer.store().for_each([&](const SharedObject& object) {
        cached.emplace(object->key(), object->resource_version());
    });
    EXPECT_EQ(cached, truth());
    EXPECT_GT(cached.size(), 10U);
    telemetry::Counter& failures =
        metrics_.counter("flotilla_informer_failures_total", "", {{"resource", "configmaps"}});
    EXPECT_GT(failures.value(), 3) << "the faults must have bitten";
    world_.run(informer.stop());
    front_.server->stop();
    world_.clock().run_for(1min);
}

INSTANTIATE_TEST_SUITE_P(Seeds, InformerScenario, testing::Range<std::uint64_t>(0, 10));

}  // namespace
}  // namespace flotilla::kube
