#include "flotilla/cluster/schema/canonical.hpp"

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing_support::json;
using testing_support::kind;

kube::Json canonical_limits(const std::string& limits) {
    kube::Json pod = json("{'spec':{'containers':[{'resources':{'limits':" + limits + "}}]}}");
    canonicalize(kind("v1", "Pod").schema(), pod);
    return kube::find(pod, {"spec", "containers"})->at(0).at("resources").at("limits");
}

TEST(Canonicalize, WritesQuantitiesAsUpstreamStoresThem) {
    EXPECT_EQ(
        canonical_limits("{'cpu':'1000m','memory':'1024Mi','example.test/card':'2.0'}"),
        json("{'cpu':'1','memory':'1Gi','example.test/card':'2'}")
    );
    EXPECT_EQ(canonical_limits("{'cpu':1.5,'memory':4096}"), json("{'cpu':'1500m','memory':'4096'}"));
}

TEST(Canonicalize, TwiceIsOnce) {
    kube::Json once = canonical_limits("{'cpu':'0.5','memory':'1.5Gi'}");
    EXPECT_EQ(canonical_limits("{'cpu':'500m','memory':'1536Mi'}"), once);
}

TEST(Canonicalize, LeavesWhatIsNoQuantity) {
    EXPECT_EQ(canonical_limits("{'cpu':'lots','memory':null}"), json("{'cpu':'lots','memory':null}"));
    kube::Json map = json("{'data':{'cpu':'1000m'}}");
    canonicalize(kind("v1", "ConfigMap").schema(), map);
    EXPECT_EQ(map, json("{'data':{'cpu':'1000m'}}"));
}

}  // namespace
}  // namespace flotilla::cluster
