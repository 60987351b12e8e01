#include <gmock/gmock.h>

#include "unit/cluster/apiserver/api_fixture.hpp"

namespace flotilla::cluster {
namespace {

using testing::HasSubstr;

const std::string kPods = "/api/v1/namespaces/default/pods";
const std::string kMaps = "/api/v1/namespaces/default/configmaps";
const std::string kRanges = "/api/v1/namespaces/default/limitranges";
const std::string kQuotas = "/api/v1/namespaces/default/resourcequotas";
const std::string kEvents = "/api/v1/namespaces/default/events";

std::string pod_asking(std::string_view resources) {
    return fmt::format(
        R"({{"metadata":{{"name":"p"}},"spec":{{"containers":[{{"name":"c","image":"i","resources":{}}}]}}}})",
        resources
    );
}

TEST_F(ApiServerTest, ALimitRangeFillsInWhatAContainerLeavesOut) {
    post(
        kRanges,
        R"({"metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","default":{"cpu":"200m"},
            "defaultRequest":{"cpu":"100m"}}]}})"
    );
    const Answer made = post(kPods, pod_asking("{}"));
    ASSERT_EQ(made.code, 201);
    const kube::Json& container = kube::find_array(made.json, {"spec", "containers"})->front();
    EXPECT_EQ(kube::find_string(container, {"resources", "requests", "cpu"}), "100m");
    EXPECT_EQ(kube::find_string(container, {"resources", "limits", "cpu"}), "200m");
    EXPECT_EQ(
        made.text({"metadata", "annotations", "kubernetes.io/limit-ranger"}),
        "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    );
}

struct OutOfRange {
    std::string_view resources;
    std::string_view complaint;
};

class LimitRanges : public ApiServerTest, public testing::WithParamInterface<OutOfRange> {};

TEST_P(LimitRanges, RefuseWhatIsOutside) {
    post(
        kRanges,
        R"({"metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"min":{"cpu":"50m"},
            "maxLimitRequestRatio":{"cpu":"4"}}]}})"
    );
    const Answer refused = post(kPods, pod_asking(GetParam().resources));
    EXPECT_EQ(refused.code, 403);
    EXPECT_THAT(refused.text({"message"}), HasSubstr(std::string{GetParam().complaint}));
}
INSTANTIATE_TEST_SUITE_P(
    Containers,
    LimitRanges,
    testing::Values(
        OutOfRange{R"({"limits":{"cpu":"2"}})", "maximum cpu usage per Container is 1, but limit is 2"},
        OutOfRange{
            R"({"requests":{"cpu":"10m"},"limits":{"cpu":"20m"}})",
            "minimum cpu usage per Container is 50m, but request is 10m"
        },
        OutOfRange{
            R"({"requests":{"cpu":"100m"},"limits":{"cpu":"1"}})",
            "cpu max limit to request ratio per Container is 4, but provided ratio is 10.000000"
        }
    )
);

TEST_F(ApiServerTest, AQuotaTellsWhatIsUsedFromItsBeginningAndAfterDeletions) {
    post(kMaps, config_map("a"));
    post(kQuotas, R"({"metadata":{"name":"q"},"spec":{"hard":{"configmaps":"5","count/secrets":"1"}}})");
    EXPECT_EQ(get(kQuotas + "/q").text({"status", "used", "configmaps"}), "1");
    EXPECT_EQ(get(kQuotas + "/q").text({"status", "used", "count/secrets"}), "0");
    del(kMaps + "/a");
    EXPECT_EQ(get(kQuotas + "/q").text({"status", "used", "configmaps"}), "0");
}

TEST_F(ApiServerTest, EventsGoAnHourAfterTheirLastWrite) {
    const auto event = [](std::string_view name) {
        return fmt::format(
            R"({{"metadata":{{"name":"{}"}},"involvedObject":{{"kind":"Pod","namespace":"default","name":"p"}},
                "reason":"r","message":"m","type":"Normal"}})",
            name
        );
    };
    post(kEvents, event("old"));
    clock_.run_for(std::chrono::minutes{40});
    post(kEvents, event("young"));
    EXPECT_EQ(get(kEvents).items(), 2U);
    clock_.run_for(std::chrono::minutes{30});
    EXPECT_EQ(get(kEvents).items(), 1U);
    EXPECT_EQ(get(kEvents + "/old").code, 404);
    merge(kEvents + "/young", R"({"count":2})");
    clock_.run_for(std::chrono::minutes{50});
    EXPECT_EQ(get(kEvents + "/young").code, 200);
}

TEST_F(ApiServerTest, AnOwnerThatIsNamedTwiceIsNamedOnceWithAWarning) {
    const Answer made = post(
        kMaps,
        R"({"metadata":{"name":"a","ownerReferences":[{"apiVersion":"v1","kind":"X","name":"x","uid":"1"},
            {"apiVersion":"v1","kind":"X","name":"x","uid":"1"}]}})"
    );
    EXPECT_EQ(made.code, 201);
    EXPECT_EQ(kube::find_array(made.json, {"metadata", "ownerReferences"})->size(), 1U);
    EXPECT_THAT(std::string{made.http.headers.find("Warning").value_or("")}, HasSubstr("duplicate entries"));
}

TEST_F(ApiServerTest, AClaimWaitsForThePodThatUsesIt) {
    const std::string claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    const auto claim = [](std::string_view name) {
        return fmt::format(
            R"({{"metadata":{{"name":"{}"}},"spec":{{"accessModes":["ReadWriteOnce"],
                "resources":{{"requests":{{"storage":"1Gi"}}}}}}}})",
            name
        );
    };
    post(claims, claim("free"));
    post(claims, claim("used"));
    post(kPods, pod("p", R"(,"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"used"}}])"));
    del(claims + "/free");
    EXPECT_EQ(get(claims + "/free").code, 404);
    del(claims + "/used");
    EXPECT_NE(get(claims + "/used").text({"metadata", "deletionTimestamp"}), "");
    del(kPods + "/p");
    EXPECT_EQ(get(claims + "/used").code, 404);
}

TEST_F(ApiServerTest, AJobSelectsItsPodsByItsUid) {
    const Answer made = post(
        "/apis/batch/v1/namespaces/default/jobs",
        R"({"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never",
            "containers":[{"name":"c","image":"i"}]}}}})"
    );
    ASSERT_EQ(made.code, 201);
    const std::string uid = made.text({"metadata", "uid"});
    EXPECT_EQ(made.text({"spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"}), uid);
    EXPECT_EQ(made.text({"spec", "template", "metadata", "labels", "controller-uid"}), uid);
    EXPECT_EQ(made.text({"metadata", "labels", "job-name"}), "j");
}

TEST_F(ApiServerTest, ListsOfTypedKindsDoNotRepeatTheKind) {
    post(kMaps, config_map("a"));
    const Answer list = get(kMaps);
    ASSERT_EQ(list.items(), 1U);
    EXPECT_EQ(kube::find(kube::find_array(list.json, {"items"})->front(), {"kind"}), nullptr);
    EXPECT_EQ(get(kMaps + "/a").text({"kind"}), "ConfigMap");
}

}  // namespace
}  // namespace flotilla::cluster
