#include "flotilla/model/file/read_application.hpp"

#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "flotilla/model/application/profile.hpp"

#include "support/matchers.hpp"

namespace flotilla::model {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

std::string shipped(const std::string& name) {
    std::ifstream file{std::string{FLOTILLA_TEST_DATA} + "/../../data/apps/" + name};
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(file) << name;
    return text.str();
}

class ShippedApplications : public testing::TestWithParam<std::string> {};

TEST_P(ShippedApplications, HaveTheFiguresThatFollowFromThem) {
    const auto application = read_application(shipped(GetParam() + ".json"));
    ASSERT_THAT(application, IsOk());
    const json::value expected = json::parse(shipped(GetParam() + ".expected.json"));
    const ApplicationProfile found = profile(*application);
    EXPECT_NEAR(found.requests_per_task, expected.at("requests_per_task").to_number<double>(), 1e-4);
    for (const auto& [action, share] : expected.at("action_share").as_object()) {
        EXPECT_NEAR(found.action_share.at(action), share.to_number<double>(), 1e-5) << action;
    }
    for (const auto& [service, visits] : expected.at("visits_per_entry_request").as_object()) {
        ASSERT_NE(found.find(service), nullptr) << service;
        EXPECT_NEAR(found.find(service)->visits, visits.to_number<double>(), 1e-4) << service;
    }
    for (const auto& [service, cpu] : expected.at("cpu_ms_per_entry_request").as_object()) {
        EXPECT_NEAR(found.find(service)->cpu_seconds * 1000, cpu.to_number<double>(), 1e-4) << service;
    }
    EXPECT_NEAR(
        found.zero_load_latency * 1000, expected.at("mean_zero_load_latency_ms").to_number<double>(), 0.01
    );
    EXPECT_FALSE(application->assumptions.empty());
}

INSTANTIATE_TEST_SUITE_P(Files, ShippedApplications, testing::Values("online-boutique", "teastore"));

TEST(ReadApplication, KeepsWhatAServiceIs) {
    const auto application = read_application(shipped("online-boutique.json"));
    ASSERT_THAT(application, IsOk());
    const Service* cart = application->find("cartservice");
    ASSERT_NE(cart, nullptr);
    EXPECT_EQ(cart->resources.cpu_limit, Millicores{300});
    EXPECT_EQ(cart->resources.memory_limit, Bytes{128 << 20});
    EXPECT_EQ(cart->concurrency.threads, std::nullopt);
    EXPECT_EQ(cart->concurrency.max_inflight, 200);
    EXPECT_EQ(cart->bounds, (Bounds{Replicas{1}, Replicas{8}}));
    EXPECT_DOUBLE_EQ(cart->startup.boot_cpu, 1);
    EXPECT_EQ(cart->memory.per_inflight, Bytes{64 << 10});
    const Endpoint* add = cart->find("add");
    ASSERT_NE(add, nullptr);
    EXPECT_DOUBLE_EQ(add->cpu.mean, 0.0019);
    ASSERT_EQ(add->steps.size(), 2U);
    EXPECT_EQ(std::get<Call>(add->steps[0].action).hop, Hop::Tcp);
    const Call& ads = std::get<Call>(application->find("frontend")->find("home")->steps.back().action);
    EXPECT_EQ(ads.timeout, Duration{std::chrono::milliseconds{100}});
    EXPECT_TRUE(ads.is_optional);
}

TEST(ReadApplication, KeepsSessionsAndBackground) {
    const auto application = read_application(shipped("teastore.json"));
    ASSERT_THAT(application, IsOk());
    EXPECT_EQ(application->users.session.size(), 7U);
    ASSERT_EQ(application->counters.size(), 1U);
    EXPECT_EQ(application->counters[0].events.size(), 3U);
    ASSERT_EQ(application->background.size(), 2U);
    EXPECT_THAT(application->background[0].callers, testing::Not(testing::Contains("db")));
    EXPECT_THAT(application->background[0].callers, testing::Contains("webui"));
}

struct Change {
    std::string pointer;  ///< where
    std::string value;    ///< JSON to put there; empty: takes the key away
    std::string sentence;
};
class BadFiles : public testing::TestWithParam<Change> {};

TEST_P(BadFiles, AreRefusedWithThePathOfTheKey) {
    json::value document = json::parse(shipped("online-boutique.json"));
    const Change& change = GetParam();
    if (change.value.empty()) {
        const std::size_t slash = change.pointer.rfind('/');
        document.at_pointer(change.pointer.substr(0, slash))
            .as_object()
            .erase(change.pointer.substr(slash + 1));
    } else {
        boost::system::error_code problem;
        if (auto* found = document.find_pointer(change.pointer, problem)) {
            *found = json::parse(change.value);
        } else {
            const std::size_t slash = change.pointer.rfind('/');
            document.at_pointer(change.pointer.substr(0, slash))
                .as_object()[change.pointer.substr(slash + 1)] = json::parse(change.value);
        }
    }
    EXPECT_THAT(
        read_application(json::serialize(document)),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr(change.sentence))
    );
}

INSTANTIATE_TEST_SUITE_P(
    Changes,
    BadFiles,
    testing::Values(
        Change{"/schema", "\"flotilla.app/v9\"", "schema: is \"flotilla.app/v9\""},
        Change{"/entry", "", "entry: is missing"},
        Change{"/entry", "\"nowhere\"", "entry: there is no service \"nowhere\""},
        Change{"/colour", "1", "colour: there is no such key"},
        Change{"/services/frontend/speed", "1", "services.frontend.speed: there is no such key"},
        Change{
            "/services/frontend/resources/cpu_limit_m", "-5", "services.frontend.resources.cpu_limit_m: is -5"
        },
        Change{"/services/frontend/resources/cpu_limit_m", "\"200m\"", "cpu_limit_m: should be a number"},
        Change{"/services/frontend/resources/cpu_limit_m", "1.5", "cpu_limit_m: should be a whole number"},
        Change{"/services/frontend/replicas/max", "0", "services.frontend.replicas.max"},
        Change{"/services/frontend/replicas/initial", "9", "services.frontend.replicas: should have min"},
        Change{"/services/frontend/endpoints/home/cpu_ms", "5", "endpoints.home.cpu_ms: should be an object"},
        Change{
            "/services/frontend/endpoints/home/cpu_ms/dist", "\"normal\"", "\"normal\" is no distribution"
        },
        Change{"/services/frontend/endpoints/home/cpu_ms/mean", "-1", "endpoints.home.cpu_ms.mean: is -1"},
        Change{
            "/services/frontend/endpoints/home/steps/0/call", "\"nothing\"", "steps[0].call: is \"nothing\""
        },
        Change{"/services/frontend/endpoints/home/steps/0/call", "\"adservice.none\"", "adservice"},
        Change{"/services/frontend/endpoints/home/steps/0/prob", "2", "steps[0].prob: is 2"},
        Change{
            "/services/adservice/endpoints/ads/steps",
            "[{\"call\":\"frontend.home\"}]",
            "calls go round without end"
        },
        Change{"/users/tasks/0/weight", "-1", "users.tasks[0].weight: is -1"},
        Change{"/users/tasks/0/requests", "[\"fly\"]", "users.tasks[0].requests[0]"},
        Change{"/users/model", "\"open\"", "users.model"},
        Change{"/session_state/cart_items/events/checkout", "\"twice\"", "events.checkout: is \"twice\""},
        Change{"/network/active", "\"mash\"", "network.active"},
        Change{"/rpc/load_balancing", "\"luck\"", "rpc.load_balancing: should name"},
        Change{"/slo/default/latency_ms", "null", "slo.default.latency_ms: is missing"}
    )
);

TEST(ReadApplication, RefusesWhatIsNoJsonAtAll) {
    for (const char* text : {"", "{", "[]", "null", "42", "{\"schema\": NaN}"}) {
        EXPECT_THAT(read_application(text), FailsWith(ErrorCode::InvalidArgument, testing::_)) << text;
    }
    EXPECT_THAT(
        read_application(std::string(100'000, '[')),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no JSON"))
    );
}

TEST(ReadApplication, IsNotShakenByAFileThatIsCutShort) {
    const std::string whole = shipped("teastore.json");
    for (std::size_t size = 0; size < whole.size() - 2; size += 97) {
        ASSERT_THAT(
            read_application(std::string_view{whole}.substr(0, size)),
            FailsWith(ErrorCode::InvalidArgument, testing::_)
        );
    }
}

}  // namespace
}  // namespace flotilla::model
