#include <map>
#include <set>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/cluster/apiserver/faults.hpp"
#include "flotilla/controllers/group/process.hpp"
#include "flotilla/io/file.hpp"
#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/lab/world.hpp"
#include "flotilla/resources/scaling_group.hpp"
#include "flotilla/telemetry/sinks.hpp"

#include "support/matchers.hpp"

namespace flotilla {
namespace {

namespace asio = boost::asio;

using controllers::group::Process;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::IsOk;

constexpr std::string_view kAccount = "system:serviceaccount:default:flotilla-operator";

/// One verb on one resource, as rules name them: "deployments/scale".
struct Permission {
    std::string group;
    std::string resource;
    std::string verb;

    friend auto operator<=>(const Permission&, const Permission&) = default;
};

void PrintTo(const Permission& permission, std::ostream* out) {
    *out << permission.verb << " " << permission.resource << "." << permission.group;
}

/// Whether a rule's resource, perhaps "*", covers the one that was used, as RBAC has it.
bool covers(const std::string& rule, const std::string& used) {
    return rule == "*" || rule == used;
}

/// Notes what the operator's account asks for. Does not know streaming lists when told so, as older servers.
class Register final : public cluster::FaultPolicy {
public:
    std::optional<cluster::Fault> decide(const cluster::RequestInfo& request, std::string_view user)
        override {
        if (user != kAccount || !request.is_resource) {
            return std::nullopt;
        }
        const std::string resource =
            request.subresource.empty() ? request.resource : request.resource + "/" + request.subresource;
        used.insert({request.group, resource, request.verb});
        if (is_old && request.query.find("sendInitialEvents")) {
            cluster::Fault fault;
            fault.status = 422;
            return fault;
        }
        return std::nullopt;
    }

    std::set<Permission> used;
    bool is_old = false;
};

std::vector<kube::Json> documents(const std::string& file) {
    const auto text =
        io::read_file(std::string{FLOTILLA_TEST_DATA} + "/../../deploy/kustomize/operator/" + file);
    return kube::parse_yaml_documents(text.value()).value();
}

std::vector<std::string> texts(const kube::Json& rule, std::string_view field) {
    std::vector<std::string> all;
    for (const kube::Json& text : *kube::find_array(rule, {field})) {
        all.emplace_back(kube::text_of(text.get_string()));
    }
    return all;
}

std::set<Permission> permissions_of(const std::string& file) {
    std::set<Permission> granted;
    for (const kube::Json& object : documents(file)) {
        const kube::JsonArray* rules = kube::find_array(object, {"rules"});
        for (const kube::Json& rule : rules == nullptr ? kube::JsonArray{} : *rules) {
            for (const std::string& group : texts(rule, "apiGroups")) {
                for (const std::string& resource : texts(rule, "resources")) {
                    for (const std::string& verb : texts(rule, "verbs")) {
                        granted.insert({group, resource, verb});
                    }
                }
            }
        }
    }
    return granted;
}

/// The group operator under the account and the roles of deploy/kustomize, on an embedded cluster in virtual
/// time.
class Permissions : public testing::Test {
protected:
    Permissions() {
        lab::WorldOptions options;
        options.speed = 20;
        options.faults = &register_;
        world_ = lab::World::make(options, clock_, context_.get_executor()).value();
        io::http::Peer account;
        account.certificate_subject = fmt::format("CN={},O=system:serviceaccounts", kAccount);
        transport_.emplace(world_->cluster().api(), clock_, context_.get_executor(), account);
        client_.emplace(*transport_, clock_);
        run(world_->ready());
        apply(resources::crds_yaml());
        apply(lab::teastore_manifests());
    }
    ~Permissions() override {
        tasks_.cancel();
        clock_.run_ready();
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
    /// The objects of a manifest, with the namespace that kustomize would give them.
    /// @param without rules for this resource are left out
    void apply_manifest(const std::string& file, const std::string& without = "") {
        std::string all;
        std::vector<kube::Json> objects = documents(file);
        for (kube::Json& object : objects) {
            if (kube::Json* subjects = kube::find(object, {"subjects"})) {
                for (kube::Json& subject : subjects->as_array()) {
                    subject.as_object()["namespace"] = "default";
                }
            }
            if (kube::Json* rules = kube::find(object, {"rules"})) {
                kube::JsonArray kept;
                for (const kube::Json& rule : rules->as_array()) {
                    if (texts(rule, "resources").front() != without) {
                        kept.push_back(rule);
                    }
                }
                *rules = kept;
            }
            all += "---\n" + kube::to_yaml(object) + "\n";
        }
        apply(all);
    }

    /// One life of the operator, from its start to its orderly end.
    asio::awaitable<void> live(Process& process) { ended_ = co_await process.run(); }
    void operate(std::string_view group_file) {
        kube::Environment environment{
            *client_, context_.get_executor(), {lines_, clock_}, world_->metrics(), 1
        };
        controllers::group::Options options;
        options.defaults.interval = std::chrono::seconds{10};
        options.defaults.policy = {"random", {}};
        options.defaults.all_or_none = true;
        Process process{
            environment,
            options,
            {"operator-1", true},
            [group_file](const std::string&) -> Result<std::string> { return std::string{group_file}; }
        };
        tasks_.spawn(live(process));
        clock_.run_for(std::chrono::minutes{10});
        process.stop();
        clock_.run_for(std::chrono::seconds{30});
        ASSERT_TRUE(ended_);
        EXPECT_THAT(*ended_, IsOk());
    }

    /// Granted, but never asked for.
    std::vector<Permission> superfluous(const std::string& file) const {
        std::vector<Permission> idle;
        for (const Permission& rule : permissions_of(file)) {
            const bool is_used =
                std::any_of(register_.used.begin(), register_.used.end(), [&](const Permission& used) {
                    return rule.group == used.group && rule.verb == used.verb &&
                           covers(rule.resource, used.resource);
                });
            if (!is_used) {
                idle.push_back(rule);
            }
        }
        return idle;
    }
    void expect_nothing_was_refused() {
        for (const auto& line : lines_.lines()) {
            for (const auto& [name, text] : line.fields) {
                EXPECT_THAT(text, Not(HasSubstr("is forbidden"))) << line.message;
            }
        }
    }

    asio::io_context context_{1};
    io::VirtualClock clock_{context_};
    Register register_;
    telemetry::MemorySink lines_;
    std::unique_ptr<lab::World> world_;
    std::optional<io::http::LoopbackTransport> transport_;
    std::optional<kube::Client> client_;
    Result<void> created_;
    std::optional<Result<void>> ended_;
    io::TaskGroup tasks_{context_.get_executor()};
};

constexpr std::string_view kShop = R"(
apiVersion: flotilla.dev/v1alpha1
kind: ScalingGroup
metadata: {name: shop, namespace: default}
spec:
  members: [{name: teastore-webui, max: 4}, {name: teastore-db}]
  policy: {name: random}
  intervalSeconds: 5
)";

TEST_F(Permissions, OfTheRoleAreWhatTheOperatorUsesAndNothingElse) {
    apply_manifest("base/rbac.yaml");
    apply(kShop);
    operate("teastore-image,teastore-auth\n");
    register_.is_old = true;
    operate("teastore-image,teastore-auth\n");
    expect_nothing_was_refused();
    EXPECT_THAT(superfluous("base/rbac.yaml"), IsEmpty());
}

TEST_F(Permissions, ToMeasureAreWhatPoliciesThatMeasureUse) {
    apply_manifest("base/rbac.yaml");
    apply_manifest("metrics/rbac.yaml");
    apply(R"(
apiVersion: flotilla.dev/v1alpha1
kind: ScalingGroup
metadata: {name: by-cpu, namespace: default}
spec:
  members: [{name: teastore-webui}]
  policy: {name: hpa-lift}
  intervalSeconds: 5
---
apiVersion: flotilla.dev/v1alpha1
kind: ScalingGroup
metadata: {name: by-own-metric, namespace: default}
spec:
  members: [{name: teastore-db}]
  policy: {name: proportional, parameters: {metric: rps, target: "10", leader: teastore-db}}
  intervalSeconds: 5
---
apiVersion: flotilla.dev/v1alpha1
kind: ScalingGroup
metadata: {name: by-group-metric, namespace: default}
spec:
  members: [{name: teastore-image}]
  policy: {name: proportional, parameters: {metric: rps, target: "10"}}
  intervalSeconds: 5
)");
    operate("");
    expect_nothing_was_refused();
    EXPECT_THAT(superfluous("metrics/rbac.yaml"), IsEmpty());
}

TEST_F(Permissions, ThatAreMissingAreNamedWithVerbAndResource) {
    apply_manifest("base/rbac.yaml", "deployments/scale");
    apply(kShop);
    operate("");
    std::set<std::string> refused;
    for (const auto& line : lines_.lines("action ended")) {
        refused.insert(line.fields.at("error"));
    }
    EXPECT_THAT(
        refused,
        testing::Contains(
            HasSubstr(R"(must allow verb "patch" on resource "deployments/scale" of API group "apps")")
        )
    );
}

}  // namespace
}  // namespace flotilla
