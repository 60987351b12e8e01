#include "service/service.hpp"

#include <gmock/gmock.h>

#include "flotilla/io/http/loopback.hpp"

#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::apps::service {
namespace {

using namespace std::chrono_literals;
using model::Distribution;
using testing::HasSubstr;
using testing::Not;
using testing_support::IsOk;
using testing_support::VirtualWorld;

/// A core of which everybody has one.
class IdealCpu final : public Cpu {
public:
    explicit IdealCpu(io::Clock& clock) : clock_{clock} {}
    asio::awaitable<void> burn(Duration work) override {
        burnt += std::max(work, Duration{0});
        co_await clock_.sleep_for(work);
    }
    [[nodiscard]] Result<io::CfsStatistics> quota_statistics() const override {
        return fail(ErrorCode::Unsupported, "it has no quota");
    }

    Duration burnt{0};

private:
    io::Clock& clock_;
};

model::Endpoint endpoint(std::string name, double cpu, std::vector<model::Step> steps = {}) {
    return {std::move(name), Distribution::constant(cpu), std::nullopt, std::move(steps)};
}

model::Step call(std::string service, std::string name, int times = 1) {
    model::Call call;
    call.service = std::move(service);
    call.endpoint = std::move(name);
    call.times = times;
    return {call};
}

model::Step optional_call(std::string service, std::string name, Duration timeout) {
    model::Call call;
    call.service = std::move(service);
    call.endpoint = std::move(name);
    call.timeout = timeout;
    call.is_optional = true;
    return {call};
}

model::Service a_service(std::string name, std::vector<model::Endpoint> endpoints) {
    model::Service service;
    service.name = std::move(name);
    service.endpoints = std::move(endpoints);
    return service;
}

/// A shop that calls a store; everything in milliseconds of its own.
model::Application a_shop() {
    model::Application shop;
    shop.name = "shop";
    shop.entry = "front";
    shop.services = {
        a_service(
            "front",
            {endpoint("page", 0.005, {call("store", "get", 3)}),
             endpoint("ads", 0.001, {optional_call("store", "slow", 50ms)}),
             endpoint("order", 0.001, {call("store", "slow")}),
             endpoint("cart", 0.001, {{model::Repeat{"cart_items", {call("store", "get")}}}}),
             endpoint(
                 "both", 0.001, {{model::Parallel{{{call("store", "get", 2)}, {call("store", "slow")}}}}}
             ),
             endpoint("lost", 0.001, {call("nowhere", "get")})}
        ),
        a_service("store", {endpoint("get", 0.002), endpoint("slow", 1)})
    };
    model::SessionCounter cart;
    cart.name = "cart_items";
    cart.cap = 9;
    shop.counters = {cart};
    return shop;
}

/// Both services, joined without a network.
class Shop : public testing::Test {
protected:
    ServiceOptions options(const std::string& name) {
        ServiceOptions to;
        to.identity = {name, name + "-1", "default"};
        to.charges_own_cost = false;
        to.holds_memory = false;
        return to;
    }
    void start() {
        store.start();
        front.start();
        world.clock().run_for(Duration{0});
    }
    std::map<std::string, Callees::Pods, std::less<>> to_store() {
        std::map<std::string, Callees::Pods, std::less<>> pods;
        pods["store"].push_back(
            std::make_unique<io::http::LoopbackTransport>(store, world.clock(), world.executor())
        );
        return pods;
    }
    int get(std::string target, std::string session = "") {
        io::http::Request request{"GET", std::move(target)};
        if (!session.empty()) {
            request.headers.add(std::string{kSessionField}, std::move(session));
        }
        const auto answer = world.run(to_front.round_trip(std::move(request)));
        EXPECT_THAT(answer, IsOk());
        body = answer ? answer->body : "";
        return answer ? answer->status : 0;
    }
    Duration elapsed() { return world.clock().now().time_since_epoch(); }
    void TearDown() override {
        world.run(front.stop());
        world.run(store.stop());
    }

    VirtualWorld world;
    model::Application shop = a_shop();
    telemetry::Registry store_metrics;
    telemetry::Registry front_metrics;
    IdealCpu store_cpu{world.clock()};
    IdealCpu front_cpu{world.clock()};
    Callees no_callees{world.clock(), shop, "store", {}, false, RandomStream{1}};
    Service store{
        world.executor(),
        world.clock(),
        store_cpu,
        no_callees,
        shop,
        shop.services[1],
        store_metrics,
        options("store")
    };
    Callees callees{world.clock(), shop, "front", to_store(), false, RandomStream{2}};
    Service front{
        world.executor(),
        world.clock(),
        front_cpu,
        callees,
        shop,
        shop.services[0],
        front_metrics,
        options("front")
    };
    io::http::LoopbackTransport to_front{front, world.clock(), world.executor()};
    std::string body;
};

TEST_F(Shop, DoesItsWorkAndThenItsCallsOneAfterAnother) {
    start();
    EXPECT_EQ(get("/page"), 200);
    EXPECT_EQ(elapsed(), Duration{5ms + 3 * 2ms});
    EXPECT_EQ(front_cpu.burnt, Duration{5ms});
    EXPECT_EQ(store_cpu.burnt, Duration{6ms});
}

TEST_F(Shop, CountsRequestsAsAMeshWould) {
    start();
    EXPECT_EQ(get("/page"), 200);
    EXPECT_EQ(get("/page?x=1"), 200);
    const std::string text = store_metrics.prometheus_text();
    EXPECT_THAT(
        text,
        HasSubstr("istio_requests_total{reporter=\"destination\",source_workload=\"front\","
                  "destination_workload=\"store\",destination_workload_namespace=\"default\","
                  "destination_service_name=\"store\",request_protocol=\"http\",response_code=\"200\","
                  "pod=\"store-1\"} 6\n")
    );
    EXPECT_THAT(text, HasSubstr("istio_request_duration_milliseconds_bucket"));
    EXPECT_THAT(front_metrics.prometheus_text(), HasSubstr("source_workload=\"unknown\""));
}

TEST_F(Shop, RepeatsByTheSessionsCounter) {
    start();
    EXPECT_EQ(get("/cart", "cart_items=4"), 200);
    EXPECT_EQ(store_cpu.burnt, Duration{4 * 2ms});
    EXPECT_EQ(get("/cart", "cart_items=0"), 200);
    EXPECT_EQ(store_cpu.burnt, Duration{4 * 2ms});
}

TEST_F(Shop, RunsBranchesAtTheSameTime) {
    start();
    EXPECT_EQ(get("/both"), 200);
    EXPECT_EQ(elapsed(), Duration{1ms + 1s});
}

TEST_F(Shop, DoesWithoutWhatIsOptionalWhenItIsLate) {
    start();
    EXPECT_EQ(get("/ads"), 200);
    EXPECT_EQ(elapsed(), Duration{1ms + 50ms});
    world.clock().run_for(2s);  // the callee goes on working after the deadline
    EXPECT_THAT(store_metrics.prometheus_text(), HasSubstr("response_code=\"200\""));
}

TEST_F(Shop, FailsWhenACallFails) {
    shop.rpc.timeout = 100ms;
    start();
    EXPECT_EQ(get("/order"), 504);
    EXPECT_THAT(body, HasSubstr("store.slow gave no answer within 100ms"));
    EXPECT_EQ(get("/lost"), 502);
    EXPECT_THAT(body, HasSubstr("it is not known where nowhere is"));
}

TEST_F(Shop, RefusesWhatIsBeyondItsLimits) {
    shop.services[0].concurrency.max_inflight = 0;
    Callees calls{world.clock(), shop, "front", to_store(), false, RandomStream{2}};
    Service full{
        world.executor(),
        world.clock(),
        front_cpu,
        calls,
        shop,
        shop.services[0],
        front_metrics,
        options("full")
    };
    full.start();
    world.clock().run_for(Duration{0});
    io::http::LoopbackTransport transport{full, world.clock(), world.executor()};
    EXPECT_EQ(world.run(transport.round_trip({"GET", "/page"}))->status, 503);
    world.run(full.stop());
}

TEST_F(Shop, KnowsOnlyItsEndpoints) {
    start();
    EXPECT_EQ(get("/"), 404);
    EXPECT_EQ(get("/nothing"), 404);
    EXPECT_THAT(body, HasSubstr("front has no endpoint /nothing"));
    EXPECT_EQ(get("/page", "cart_items=many"), 400);
}

TEST_F(Shop, IsReadyOnlyAfterItsBootAndUntilItDrains) {
    shop.services[0].startup.boot_cpu = 2;
    shop.services[0].startup.boot_wall = Distribution::constant(3);
    start();
    EXPECT_EQ(get("/livez"), 200);
    EXPECT_EQ(get("/readyz"), 503);
    EXPECT_EQ(get("/page"), 503);
    world.clock().run_for(4s);
    EXPECT_EQ(front_cpu.burnt, Duration{2s});
    EXPECT_EQ(get("/readyz"), 200);
    front.drain();
    EXPECT_EQ(get("/readyz"), 503);
    EXPECT_EQ(get("/page"), 200);
}

TEST_F(Shop, UsesItsIdleCpu) {
    shop.services[0].idle_cpu = model::Millicores{50};
    start();
    world.clock().run_for(10s);
    EXPECT_NEAR(std::chrono::duration<double>(front_cpu.burnt).count(), 0.5, 0.01);
}

TEST_F(Shop, ShowsItsContainerWithoutAQuotaItDoesNotHave) {
    start();
    EXPECT_EQ(get("/metrics"), 200);
    EXPECT_THAT(
        body,
        HasSubstr(
            "container_cpu_usage_seconds_total{container=\"service\",namespace=\"default\",pod=\"front-1\"}"
        )
    );
    EXPECT_THAT(body, HasSubstr("container_memory_working_set_bytes"));
    EXPECT_THAT(body, Not(HasSubstr("cfs")));
}

TEST_F(Shop, TriesAgainWithinItsBudget) {
    shop.rpc.timeout = 10ms;
    shop.rpc.retries = 2;
    start();
    EXPECT_EQ(get("/order"), 504);
    world.clock().run_for(5s);
    EXPECT_EQ(store_cpu.burnt, Duration{3s});
}

}  // namespace
}  // namespace flotilla::apps::service
