#include "flotilla/cluster/schema/schema_catalog.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing_support::builtin;

TEST(SchemaCatalog, KnowsEveryFieldOfADeployment) {
    const Schema* deployment = builtin().catalog().find({"apps", "v1", "Deployment"});
    ASSERT_NE(deployment, nullptr);
    const Schema* replicas = deployment->named("spec")->named("replicas");
    ASSERT_NE(replicas, nullptr);
    EXPECT_EQ(replicas->shape, Shape::Integer);
    EXPECT_EQ(replicas->format, Format::Int32);
    EXPECT_EQ(deployment->named("spec")->named("nonsense"), nullptr);
}

TEST(SchemaCatalog, KeepsTheWordsBesideAReference) {
    const Schema* spec = builtin().catalog().definition("io.k8s.api.apps.v1.DeploymentSpec");
    EXPECT_TRUE(spec->named("strategy")->patch.retain_keys);
    EXPECT_NE(spec->named("strategy")->named("rollingUpdate"), nullptr);
}

TEST(SchemaCatalog, TellsHowListsMerge) {
    const Schema* pod = builtin().catalog().definition("io.k8s.api.core.v1.PodSpec");
    EXPECT_EQ(pod->named("containers")->patch.merge_key, "name");
    EXPECT_EQ(pod->named("containers")->list_type, ListType::Map);
    EXPECT_EQ(pod->named("tolerations")->list_type, ListType::Atomic);
}

TEST(SchemaCatalog, HoldsSchemasThatHoldThemselves) {
    const Schema* props = builtin().catalog().definition(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
    );
    EXPECT_EQ(props->named("properties")->element, props);
}

TEST(SchemaCatalog, FindsNothingForAKindThatIsNotBuiltIn) {
    EXPECT_EQ(builtin().catalog().find({"example.io", "v1", "Widget"}), nullptr);
}

TEST(GroupVersionKind, GoesToAnApiVersionAndBack) {
    EXPECT_EQ((GroupVersionKind{"", "v1", "Pod"}.api_version()), "v1");
    EXPECT_EQ(GroupVersionKind::of("apps/v1", "Deployment"), (GroupVersionKind{"apps", "v1", "Deployment"}));
}

}  // namespace
}  // namespace flotilla::cluster
