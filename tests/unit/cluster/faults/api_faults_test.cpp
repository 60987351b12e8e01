#include "flotilla/cluster/faults/api_faults.hpp"

#include <gtest/gtest.h>

namespace flotilla::cluster::faults {
namespace {

RequestInfo request(const std::string& method, const std::string& target) {
    return parse_request_info(method, target).value();
}

const RequestInfo kPatchScale = request("PATCH", "/apis/apps/v1/namespaces/default/deployments/web/scale");
const RequestInfo kListPods = request("GET", "/api/v1/pods");

ApiFault unavailable() {
    ApiFault fault;
    fault.status = 503;
    return fault;
}

class ApiFaultsTest : public testing::Test {
protected:
    int status(const RequestInfo& asked, std::string_view user = "jane") {
        return faults_.decide(asked, user).value_or(Fault{}).status;
    }

    ApiFaults faults_{1, "built-in"};
};

TEST_F(ApiFaultsTest, HoldFromTheirBeginningToTheirEnd) {
    const ApiFault fault = unavailable();
    EXPECT_EQ(status(kListPods), 0);
    faults_.begin(fault);
    EXPECT_EQ(status(kListPods), 503);
    faults_.end(fault);
    EXPECT_EQ(status(kListPods), 0);
}

TEST_F(ApiFaultsTest, ConcernTheVerbsAndResourcesThatTheyName) {
    ApiFault fault = unavailable();
    fault.verbs = {"patch"};
    fault.resources = {"deployments/scale"};
    faults_.begin(fault);
    EXPECT_EQ(status(kPatchScale), 503);
    EXPECT_EQ(status(request("PATCH", "/apis/apps/v1/namespaces/default/deployments/web")), 0);
    EXPECT_EQ(status(request("GET", "/apis/apps/v1/namespaces/default/deployments/web/scale")), 0);
}

TEST_F(ApiFaultsTest, SpareTheBuiltInControllersUnlessTheyAreNamed) {
    ApiFault fault = unavailable();
    faults_.begin(fault);
    EXPECT_EQ(status(kListPods, "built-in"), 0);
    faults_.end(fault);
    fault.users = {"built-in"};
    faults_.begin(fault);
    EXPECT_EQ(status(kListPods, "built-in"), 503);
    EXPECT_EQ(status(kListPods, "jane"), 0);
}

TEST_F(ApiFaultsTest, LeaveHealthAndDiscoveryAlone) {
    const ApiFault fault = unavailable();
    faults_.begin(fault);
    EXPECT_EQ(status(request("GET", "/readyz")), 0);
    EXPECT_EQ(status(request("GET", "/apis")), 0);
}

TEST_F(ApiFaultsTest, HitTheShareOfRequestsThatTheySay) {
    ApiFault fault = unavailable();
    fault.share = 0.25;
    faults_.begin(fault);
    int hits = 0;
    for (int i = 0; i < 4000; ++i) {
        hits += status(kListPods) == 503 ? 1 : 0;
    }
    EXPECT_NEAR(hits, 1000, 150);
}

}  // namespace
}  // namespace flotilla::cluster::faults
