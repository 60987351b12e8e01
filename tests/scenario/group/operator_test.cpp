#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/cluster/apiserver/faults.hpp"
#include "flotilla/controllers/group/process.hpp"
#include "flotilla/lab/world.hpp"
#include "flotilla/resources/scaling_group.hpp"
#include "flotilla/telemetry/sinks.hpp"

#include "support/matchers.hpp"

namespace flotilla {
namespace {

namespace asio = boost::asio;

using controllers::group::Options;
using controllers::group::Process;
using testing::HasSubstr;
using testing_support::IsOk;

constexpr std::string_view kAllSeven =
    "teastore-webui,teastore-db,teastore-image,teastore-persistence,teastore-recommender,teastore-registry,"
    "teastore-auth\n";

/// Answers every request with 503 while it is on.
class Outage final : public cluster::FaultPolicy {
public:
    std::optional<cluster::Fault> decide(const cluster::RequestInfo&, std::string_view) override {
        if (!is_on) {
            return std::nullopt;
        }
        cluster::Fault fault;
        fault.status = 503;
        return fault;
    }
    bool is_on = false;
};

/// An embedded cluster in virtual time with the group operator on it.
class GroupOperator : public testing::Test {
protected:
    GroupOperator() {
        lab::WorldOptions options;
        options.speed = 20;
        options.faults = &outage_;
        world_ = lab::World::make(options, clock_, context_.get_executor()).value();
        options_.defaults.interval = std::chrono::seconds{10};
        options_.defaults.policy = {"static", {{"replicas", "3"}}};
        run(world_->ready());
    }
    ~GroupOperator() override {
        stop();
        run(world_->stop());
    }

    void run(asio::awaitable<void> task) {
        tasks_.spawn(std::move(task));
        clock_.run_for(std::chrono::seconds{30});
    }
    asio::awaitable<void> create(std::string yaml) {
        created_ = co_await lab::create_all(world_->client(), yaml);
    }
    void apply(std::string_view yaml) {
        run(create(std::string{yaml}));
        ASSERT_THAT(created_, IsOk());
    }

    void start() {
        kube::Environment environment = world_->environment();
        environment.log = telemetry::Logger{lines_, clock_};
        process_ = std::make_unique<Process>(
            environment,
            options_,
            controllers::group::ProcessOptions{"operator-1", true},
            [this](const std::string&) -> Result<std::string> { return file_; }
        );
        ended_.reset();
        tasks_.spawn(run_process());
    }
    asio::awaitable<void> run_process() { ended_ = co_await process_->run(); }
    void stop() {
        if (process_ && !ended_) {
            process_->stop();
            clock_.run_for(std::chrono::seconds{30});
        }
    }

    asio::awaitable<void> read(kube::ResourceType type, kube::ObjectKey key) {
        read_ = co_await world_->client().get(type, key);
    }
    kube::DynamicObject object(const kube::ResourceType& type, const std::string& name) {
        tasks_.spawn(read(type, {"default", name}));
        clock_.run_for(std::chrono::milliseconds{1});
        return kube::DynamicObject{**read_};
    }
    std::int64_t replicas(const std::string& name) {
        return kube::find_int(
                   object(controllers::group::deployment_resource(), name).json(), {"spec", "replicas"}
        )
            .value();
    }

    asio::io_context context_{1};
    io::VirtualClock clock_{context_};
    Outage outage_;
    telemetry::MemorySink lines_;
    std::unique_ptr<lab::World> world_;
    Options options_;
    std::string file_{kAllSeven};
    std::unique_ptr<Process> process_;
    std::optional<Result<void>> ended_;
    Result<void> created_;
    Result<kube::SharedObject> read_ = fail(ErrorCode::NotFound, "");
    io::TaskGroup tasks_{context_.get_executor()};
};

TEST_F(GroupOperator, WaitsForTheApplicationThenScalesAllSeven) {
    start();
    clock_.run_for(std::chrono::minutes{3});
    EXPECT_THAT(
        lines_.lines("waiting for the application"),
        testing::SizeIs(testing::AllOf(testing::Ge(2U), testing::Le(4U)))
    );
    apply(lab::teastore_manifests());
    clock_.run_for(std::chrono::minutes{1});
    for (const auto& [name, deployment] : process_->group_operator().deployments()) {
        EXPECT_EQ(deployment.current, model::Replicas{3}) << name;
        EXPECT_EQ(deployment.ready, model::Replicas{3}) << name;
    }
    EXPECT_THAT(
        object(controllers::group::deployment_resource(), "teastore-db").finalizers(), testing::IsEmpty()
    );
}

TEST_F(GroupOperator, LivesThroughAnOutageAndSaysSoOnceAMinute) {
    apply(lab::teastore_manifests());
    start();
    clock_.run_for(std::chrono::minutes{1});
    ASSERT_THAT(process_->readiness(), IsOk());
    outage_.is_on = true;
    clock_.run_for(std::chrono::seconds{8});
    options_.defaults.policy.parameters["replicas"] = "2";
    clock_.run_for(std::chrono::seconds{20});
    outage_.is_on = false;
    clock_.run_for(std::chrono::minutes{3});
    EXPECT_LE(lines_.lines("the API server does not serve us, trying again").size(), 2U);
    if (!ended_) {  // unless it lost its lease, it is ready again by itself
        EXPECT_THAT(process_->readiness(), IsOk());
    }
}

TEST_F(GroupOperator, ReportsAnHpaOnAMemberAndLeavesItAlone) {
    apply(lab::teastore_manifests());
    apply(R"(
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: theirs, namespace: default}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: teastore-webui}
  maxReplicas: 5
)");
    start();
    clock_.run_for(std::chrono::minutes{1});
    EXPECT_EQ(replicas("teastore-webui"), 1);
    EXPECT_EQ(replicas("teastore-db"), 3);
    EXPECT_EQ(
        conflict_text(process_->group_operator().groups().at(0).managed),
        "teastore-webui by HorizontalPodAutoscaler theirs"
    );
}

TEST_F(GroupOperator, WritesTheStatusOfScalingGroups) {
    apply(resources::crds_yaml());
    apply(lab::teastore_manifests());
    file_.clear();
    apply(R"(
apiVersion: flotilla.dev/v1alpha1
kind: ScalingGroup
metadata: {name: shop, namespace: default}
spec:
  members: [{name: teastore-webui, max: 4}, {name: teastore-db}]
  policy: {name: static, parameters: {replicas: "6"}}
  intervalSeconds: 5
  allOrNone: true
)");
    start();
    clock_.run_for(std::chrono::minutes{1});
    EXPECT_EQ(replicas("teastore-webui"), 4);
    EXPECT_EQ(replicas("teastore-db"), 6);
    const kube::DynamicObject shop = object(resources::scaling_group_resource(), "shop");
    EXPECT_EQ(shop.condition("Ready")->status, "True");
    EXPECT_EQ(shop.condition("Scaled")->status, "True");
    EXPECT_EQ(kube::find_string(shop.json(), {"status", "settled"}), "2/2");
    EXPECT_THAT(kube::to_json(shop.json()), HasSubstr("fixed; wished 6, held at max"));
}

TEST_F(GroupOperator, StoppedInTheMiddleLetsTheNextOneFinish) {
    apply(lab::teastore_manifests());
    options_.defaults.all_or_none = true;
    start();
    while (process_->group_operator().groups().empty() || !process_->group_operator().groups()[0].is_acting) {
        clock_.run_for(std::chrono::milliseconds{100});
    }
    clock_.run_for(std::chrono::milliseconds{50});
    const TimePoint told = clock_.now();
    process_->stop();
    while (!ended_ && clock_.now() < told + std::chrono::minutes{1}) {
        clock_.run_for(std::chrono::milliseconds{100});
    }
    ASSERT_TRUE(ended_);
    EXPECT_THAT(*ended_, IsOk());
    EXPECT_LT(clock_.now() - told, std::chrono::seconds{5});
    const kube::ResourceType leases{"coordination.k8s.io", "v1", "leases", "Lease", true};
    const kube::DynamicObject lease = object(leases, "flotilla-operator-teastore");
    EXPECT_EQ(kube::find_string(lease.json(), {"spec", "holderIdentity"}).value_or(""), "");
    start();
    clock_.run_for(std::chrono::minutes{2});
    for (const auto& [name, deployment] : process_->group_operator().deployments()) {
        EXPECT_EQ(deployment.ready, model::Replicas{3}) << name;
    }
    EXPECT_EQ(lines_.lines("went on with an action that was cut off").size(), 1U);
}

}  // namespace
}  // namespace flotilla
