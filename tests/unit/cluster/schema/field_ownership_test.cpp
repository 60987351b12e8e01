#include "flotilla/cluster/schema/field_ownership.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing_support::deployment;
using testing_support::json;
using testing_support::kind;

const Schema& schema() {
    return kind("apps/v1", "Deployment").schema();
}

FieldWriter writer(std::string manager, int second = 0) {
    return {std::move(manager), "apps/v1", "", WallTime{std::chrono::seconds{1'700'000'000 + second}}, true};
}

/// What a server stores of a new Deployment.
kube::Json created(const std::string& manager = "kubectl-create") {
    kube::Json object = deployment();
    kind("apps/v1", "Deployment").set_defaults(object);
    track_update(schema(), nullptr, object, writer(manager));
    kube::place(object, {"metadata", "uid"}) = "u";
    return object;
}

const kube::Json* entry(const kube::Json& object, std::string_view manager) {
    const boost::json::array* entries = kube::find_array(object, {"metadata", "managedFields"});
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
        if (kube::find_string((*entries)[i], {"manager"}) == manager) {
            return &(*entries)[i];
        }
    }
    return nullptr;
}

std::vector<std::string> owned(const kube::Json& object, std::string_view manager) {
    const kube::Json* found = entry(object, manager);
    return found == nullptr ? std::vector<std::string>{}
                            : FieldSet::decode(*kube::find(*found, {"fieldsV1"})).value().paths();
}

kube::Json empty_deployment() {
    return json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'shop'}}");
}

TEST(TrackUpdate, GivesTheCreatorAllButTheServersOwnFields) {
    const std::vector<std::string> fields = owned(created(), "kubectl-create");
    EXPECT_THAT(fields, Contains(".spec.replicas"));
    EXPECT_THAT(fields, Contains(".metadata.labels"));
    EXPECT_THAT(fields, Contains(".spec.template.spec.containers[name=\"web\"]"));
    EXPECT_THAT(
        fields,
        Contains(".spec.template.spec.containers[name=\"web\"].ports[containerPort=80,protocol=\"TCP\"]."
                 "containerPort")
    );
    EXPECT_THAT(fields, Contains(".spec.selector"));
    EXPECT_THAT(fields, Not(Contains(".metadata.name")));
    EXPECT_THAT(fields, Not(Contains(".spec.selector.matchLabels")));
    EXPECT_THAT(fields, Not(Contains(".spec.strategy")));
}

TEST(TrackUpdate, KeepsTheEntriesWhenNothingChanged) {
    const kube::Json live = created();
    kube::Json same = live;
    kube::remove(same, {"metadata", "managedFields"});
    track_update(schema(), &live, same, writer("someone", 60));
    EXPECT_EQ(same, live);
}

TEST(TrackUpdate, MovesAChangedFieldToItsWriter) {
    const kube::Json live = created();
    kube::Json scaled = live;
    kube::place(scaled, {"spec", "replicas"}) = 5;
    track_update(schema(), &live, scaled, writer("autoscaler", 60));
    EXPECT_THAT(owned(scaled, "autoscaler"), ElementsAre(".spec.replicas"));
    EXPECT_THAT(owned(scaled, "kubectl-create"), Not(Contains(".spec.replicas")));
    EXPECT_EQ(kube::find_string(*entry(scaled, "kubectl-create"), {"time"}), "2023-11-14T22:13:20Z");
    EXPECT_EQ(kube::find_string(*entry(scaled, "autoscaler"), {"time"}), "2023-11-14T22:14:20Z");
}

TEST(TrackUpdate, TakesARemovedFieldFromEverybody) {
    const kube::Json live = created();
    kube::Json changed = live;
    kube::remove(changed, {"metadata", "labels", "app"});
    track_update(schema(), &live, changed, writer("someone", 60));
    EXPECT_THAT(owned(changed, "kubectl-create"), Not(Contains(".metadata.labels.app")));
    EXPECT_THAT(owned(changed, "someone"), IsEmpty());
}

TEST(TrackUpdate, KeepsOneEntryForAWriterWhoWritesAgain) {
    const kube::Json live = created();
    kube::Json changed = live;
    kube::place(changed, {"spec", "replicas"}) = 3;
    track_update(schema(), &live, changed, writer("kubectl-create", 60));
    EXPECT_EQ(kube::find_array(changed, {"metadata", "managedFields"})->size(), 1U);
    EXPECT_EQ(kube::find_string(*entry(changed, "kubectl-create"), {"time"}), "2023-11-14T22:14:20Z");
}

TEST(TrackUpdate, LeavesTheStatusToItsEndpoint) {
    const kube::Json live = created();
    kube::Json changed = live;
    kube::place(changed, {"status", "replicas"}) = 3;
    FieldWriter status = writer("controller", 60);
    status.subresource = "status";
    track_update(schema(), &live, changed, status);
    EXPECT_THAT(owned(changed, "controller"), ElementsAre(".status.replicas"));
    EXPECT_EQ(kube::find_string(*entry(changed, "controller"), {"subresource"}), "status");
}

TEST(TrackUpdate, ForgetsEverythingWhenAskedTo) {
    const kube::Json live = created();
    kube::Json changed = live;
    kube::place(changed, {"metadata", "managedFields"}) = json("[{}]");
    track_update(schema(), &live, changed, writer("someone", 60));
    EXPECT_EQ(kube::find(changed, {"metadata", "managedFields"}), nullptr);
}

TEST(TrackUpdate, KeepsTheStoredEntriesWhenTheRequestHasBrokenOnes) {
    const kube::Json live = created();
    kube::Json changed = live;
    kube::place(changed, {"metadata", "managedFields"}) =
        json("[{'manager':'x','operation':'Dance','apiVersion':'v1'}]");
    track_update(schema(), &live, changed, writer("someone", 60));
    EXPECT_EQ(changed, live);
}

TEST(TrackUpdate, MergesTheOldestOfTooManyWriters) {
    kube::Json live = created();
    for (int i = 0; i < 30; ++i) {
        kube::Json changed = live;
        kube::place(changed, {"metadata", "annotations", "a" + std::to_string(i)}) = "x";
        track_update(schema(), &live, changed, writer("m" + std::to_string(i), i + 1));
        live = changed;
    }
    EXPECT_LE(kube::find_array(live, {"metadata", "managedFields"})->size(), 11U);
    EXPECT_THAT(owned(live, "ancient-changes"), Contains(".metadata.annotations.a3"));
}

TEST(Apply, CreatesAnObjectOwnedByTheApplier) {
    const auto applied = apply_configuration(schema(), empty_deployment(), deployment(), writer("me"), false);
    ASSERT_TRUE(applied);
    EXPECT_EQ(kube::find_string(*entry(*applied, "me"), {"operation"}), "Apply");
    EXPECT_THAT(owned(*applied, "me"), Contains(".spec.template.spec.containers[name=\"web\"].image"));
    EXPECT_THAT(owned(*applied, "me"), Not(Contains(".metadata.name")));
}

TEST(Apply, ChangesNothingTheSecondTime) {
    const kube::Json once =
        apply_configuration(schema(), empty_deployment(), deployment(), writer("me"), false).value();
    const kube::Json twice =
        apply_configuration(schema(), once, deployment(), writer("me", 60), false).value();
    EXPECT_EQ(twice, once);
}

TEST(Apply, RemovesWhatIsNoLongerApplied) {
    kube::Json first = deployment();
    kube::place(first, {"metadata", "annotations", "note"}) = "x";
    const kube::Json once =
        apply_configuration(schema(), empty_deployment(), first, writer("me"), false).value();
    const kube::Json twice =
        apply_configuration(schema(), once, deployment(), writer("me", 60), false).value();
    EXPECT_EQ(kube::find(twice, {"metadata", "annotations", "note"}), nullptr);
    EXPECT_EQ(kube::find_string(twice, {"metadata", "name"}), "web");
}

TEST(Apply, KeepsWhatAnotherApplierClaimsToo) {
    const kube::Json both =
        apply_configuration(
            schema(),
            apply_configuration(schema(), empty_deployment(), deployment(), writer("a"), false).value(),
            deployment(),
            writer("b"),
            false
        )
            .value();
    kube::Json less = deployment();
    kube::remove(less, {"spec", "replicas"});
    const kube::Json after = apply_configuration(schema(), both, less, writer("a", 60), false).value();
    EXPECT_EQ(kube::find_int(after, {"spec", "replicas"}), 2);
    EXPECT_THAT(owned(after, "b"), Contains(".spec.replicas"));
    EXPECT_THAT(owned(after, "a"), Not(Contains(".spec.replicas")));
}

TEST(Apply, RefusesToTakeAFieldThatAnotherChanged) {
    const kube::Json live = created("kubectl");
    kube::Json wanted = json(
        "{'apiVersion':'apps/"
        "v1','kind':'Deployment','metadata':{'name':'web','namespace':'shop'},'spec':{'replicas':7}}"
    );
    const auto refused = apply_configuration(schema(), live, wanted, writer("me", 60), false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error().message,
        "Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas"
    );
    ASSERT_EQ(refused.error().conflicts.size(), 1U);
    EXPECT_EQ(refused.error().conflicts[0].message, "conflict with \"kubectl\" using apps/v1");
    EXPECT_EQ(refused.error().conflicts[0].field, ".spec.replicas");
    const auto forced = apply_configuration(schema(), live, wanted, writer("me", 60), true);
    ASSERT_TRUE(forced);
    EXPECT_EQ(kube::find_int(*forced, {"spec", "replicas"}), 7);
    EXPECT_THAT(owned(*forced, "kubectl"), Not(Contains(".spec.replicas")));
}

TEST(Apply, TakesNoFieldsOfOthersWhenValuesAgree) {
    const kube::Json live = created("kubectl");
    const auto shared = apply_configuration(schema(), live, deployment(), writer("me", 60), false);
    ASSERT_TRUE(shared);
    EXPECT_THAT(owned(*shared, "kubectl"), Contains(".spec.replicas"));
    EXPECT_THAT(owned(*shared, "me"), Contains(".spec.replicas"));
}

TEST(Apply, MergesListsByTheirKeys) {
    kube::Json live = created("kubectl");
    const kube::Json wanted = json(
        "{'apiVersion':'apps/"
        "v1','kind':'Deployment','metadata':{'name':'web','namespace':'shop'},'spec':{'template':{'spec':"
        "{'containers':[{'name':'side','image':'s:1'}]}}}}"
    );
    const kube::Json applied = apply_configuration(schema(), live, wanted, writer("me", 60), false).value();
    const boost::json::array& containers =
        *kube::find_array(applied, {"spec", "template", "spec", "containers"});
    ASSERT_EQ(containers.size(), 2U);
    const kube::Json none =
        json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'shop'}}");
    const kube::Json after = apply_configuration(schema(), applied, none, writer("me", 120), false).value();
    EXPECT_EQ(kube::find_array(after, {"spec", "template", "spec", "containers"})->size(), 1U);
}

TEST(Apply, NamesElementsThatComeTwiceOrWithoutTheirKeys) {
    kube::Json wanted = deployment();
    boost::json::array& containers =
        kube::find(wanted, {"spec", "template", "spec", "containers"})->as_array();
    containers.push_back(containers.front());
    const auto refused = apply_configuration(schema(), empty_deployment(), wanted, writer("me"), false);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().conflicts, IsEmpty());
    EXPECT_EQ(
        refused.error().message,
        "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): "
        ".spec.template.spec.containers: "
        "duplicate entries for key [name=\"web\"]"
    );
}

TEST(CompareFields, FindsNothingBetweenEquals) {
    EXPECT_TRUE(compare_fields(schema(), created(), created()).empty());
}

}  // namespace
}  // namespace flotilla::cluster
