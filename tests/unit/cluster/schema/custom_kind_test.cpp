#include "flotilla/cluster/schema/custom_kind.hpp"

#include <gmock/gmock.h>

#include "flotilla/cluster/schema/openapi.hpp"
#include "flotilla/cluster/schema/pruning.hpp"
#include "flotilla/cluster/schema/table.hpp"

#include "builtin.hpp"

namespace flotilla::cluster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::builtin;
using testing_support::json;
using testing_support::texts;

kube::Json definition() {
    return json(
        "{'metadata':{'name':'widgets.example.io'},'spec':{'group':'example.io','scope':'Namespaced','names':"
        "{'plural':'widgets','kind':'Widget'},"
        "'versions':[{'name':'v1','served':true,'storage':true,'subresources':{'status':{},'scale':{'"
        "specReplicasPath':'.spec.replicas',"
        "'statusReplicasPath':'.status.replicas','labelSelectorPath':'.status.selector'}},'"
        "additionalPrinterColumns':[{'name':'Size','type':'integer',"
        "'jsonPath':'.spec.size'},{'name':'Born','type':'date','jsonPath':'.metadata.creationTimestamp','"
        "priority':1}],'schema':{'openAPIV3Schema':"
        "{'type':'object','properties':{'spec':{'type':'object','properties':{'size':{'type':'integer','"
        "default':1},'free':{'type':'object',"
        "'x-kubernetes-preserve-unknown-fields':true},'inner':{'type':'object','x-kubernetes-embedded-"
        "resource':true,'properties':{'spec':{'type':'object'}}}}}}}}}]}}"
    );
}

CustomVersion version() {
    return custom_versions(definition(), builtin().catalog()).value().front();
}

TEST(CustomKind, IsMadeFromItsDefinition) {
    EXPECT_THAT(texts(validate_definition(definition())), IsEmpty());
    const CustomVersion made = version();
    EXPECT_TRUE(made.served && made.storage && made.has_status);
    EXPECT_EQ(made.scale->label_selector_path, ".status.selector");
    EXPECT_EQ(made.schema->facts().kind, (GroupVersionKind{"example.io", "v1", "Widget"}));
    EXPECT_TRUE(made.schema->is_custom());
}

TEST(CustomKind, PrunesAndFillsIn) {
    const CustomVersion made = version();
    kube::Json object = json(
        "{'apiVersion':'example.io/"
        "v1','kind':'Widget','metadata':{'name':'w','namespace':'d','nonsense':1},'spec':{'gone':1,'free':{'"
        "kept':[1]},"
        "'inner':{'apiVersion':'v1','kind':'X','metadata':{'name':'y','gone':1},'gone':2}},'gone':3}"
    );
    prune(made.schema->schema(), object);
    made.schema->set_defaults(object);
    const kube::Json wanted = json(
        "{'apiVersion':'example.io/"
        "v1','kind':'Widget','metadata':{'name':'w','namespace':'d'},'spec':{'size':1,'free':{'kept':[1]},"
        "'inner':{'apiVersion':'v1','kind':'X','metadata':{'name':'y'}}}}"
    );
    EXPECT_EQ(object, wanted);
    prune(made.schema->schema(), object);
    EXPECT_EQ(object, wanted);
}

TEST(CustomKind, ShowsItsOwnColumns) {
    const CustomVersion made = version();
    const kube::Json object =
        json("{'metadata':{'name':'w','creationTimestamp':'2024-01-01T00:00:00Z'},'spec':{'size':3}}");
    EXPECT_EQ(
        kube::Json(made.schema->cells(object, parse_time("2024-01-01T00:00:07Z").value())),
        json("['w',3,'7s']")
    );
    EXPECT_EQ(made.schema->columns()[2].priority, 1);
}

TEST(CustomKind, LetsOldMistakesBeWhereNothingChanged) {
    const CustomVersion made = version();
    const kube::Json old = json("{'metadata':{'name':'w','namespace':'d'},'spec':{'size':'big','free':{}}}");
    kube::Json changed = old;
    kube::place(changed, {"metadata", "labels", "a"}) = "b";
    EXPECT_THAT(texts(made.schema->validate_update(changed, old, "")), IsEmpty());
    EXPECT_THAT(
        texts(made.schema->validate(changed)),
        ElementsAre(
            "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""
        )
    );
}

TEST(CustomKind, EnforcesItsRules) {
    kube::Json ruled = definition();
    kube::Json& spec = kube::place(
        ruled.at("spec").at("versions").at(0), {"schema", "openAPIV3Schema", "properties", "spec"}
    );
    spec.as_object()["x-kubernetes-validations"] = json(
        "[{'rule':'self.size <= 5','message':'at most five'},{'rule':'self.size >= "
        "oldSelf.size','fieldPath':'.size','reason':'FieldValueForbidden',"
        "'message':'may not shrink'},{'rule':'quantity(self.size) > 1'}]"
    );
    EXPECT_THAT(texts(validate_definition(ruled)), IsEmpty());
    const CustomVersion made = custom_versions(ruled, builtin().catalog()).value().front();
    EXPECT_EQ(made.ignored_rules.size(), 1U);
    const kube::Json old = json("{'metadata':{'name':'w','namespace':'d'},'spec':{'size':3}}");
    EXPECT_THAT(texts(made.schema->validate(old)), IsEmpty());
    const kube::Json large = json("{'metadata':{'name':'w','namespace':'d'},'spec':{'size':6}}");
    EXPECT_THAT(
        texts(made.schema->validate(large)), ElementsAre("spec: Invalid value: \"object\": at most five")
    );
    const kube::Json small = json("{'metadata':{'name':'w','namespace':'d'},'spec':{'size':2}}");
    EXPECT_THAT(
        texts(made.schema->validate_update(small, old, "")),
        ElementsAre("spec.size: Forbidden: may not shrink")
    );
}

TEST(CustomKind, ComparesElementsWithWhatTheyWereByTheirKeys) {
    kube::Json ruled = definition();
    kube::place(
        ruled.at("spec").at("versions").at(0),
        {"schema", "openAPIV3Schema", "properties", "spec", "properties", "parts"}
    ) =
        json(
            "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],'items':{'"
            "type':'object',"
            "'properties':{'name':{'type':'string'},'port':{'type':'integer','x-kubernetes-validations':[{'"
            "rule':'self == oldSelf'}]}}}}"
        );
    const CustomVersion made = custom_versions(ruled, builtin().catalog()).value().front();
    const kube::Json old = json(
        "{'metadata':{'name':'w','namespace':'d'},'spec':{'parts':[{'name':'a','port':1},{'name':'b','port':"
        "2}]}}"
    );
    const kube::Json turned = json(
        "{'metadata':{'name':'w','namespace':'d'},'spec':{'parts':[{'name':'b','port':2},{'name':'a','port':"
        "3}]}}"
    );
    EXPECT_THAT(
        texts(made.schema->validate_update(turned, old, "")),
        ElementsAre("spec.parts[1].port: Invalid value: \"integer\": failed rule: self == oldSelf")
    );
}

TEST(CustomKind, RefusesRulesThatAreNone) {
    kube::Json ruled = definition();
    kube::place(
        ruled.at("spec").at("versions").at(0),
        {"schema", "openAPIV3Schema", "properties", "spec", "x-kubernetes-validations"}
    ) = json("[{'rule':'self.size <='},{}]");
    EXPECT_EQ(validate_definition(ruled).size(), 2U);
}

TEST(CustomKind, IsDescribedForClients) {
    const CustomVersion made = version();
    const kube::Json document =
        openapi_document("example.io", "v1", {{made.schema.get(), "widgets"}}, builtin().catalog());
    const kube::Json* patch =
        kube::find(document, {"paths", "/apis/example.io/v1/namespaces/{namespace}/widgets/{name}", "patch"});
    ASSERT_NE(patch, nullptr);
    EXPECT_EQ(kube::find_string(*patch, {"x-kubernetes-group-version-kind", "kind"}), "Widget");
    EXPECT_NE(
        kube::find(document, {"components", "schemas", "io.example.v1.Widget", "properties", "spec"}), nullptr
    );
    EXPECT_NE(
        kube::find(document, {"components", "schemas", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}),
        nullptr
    );
}

TEST(OpenApi, DescribesEveryReferenceThatItMakes) {
    const KindSchema& pod = testing_support::kind("v1", "Pod");
    const kube::Json document = openapi_document("", "v1", {{&pod, "pods"}}, builtin().catalog());
    const std::string text = kube::to_json(document);
    const kube::JsonObject& schemas = *kube::find_object(document, {"components", "schemas"});
    constexpr std::string_view kReference = "\"$ref\":\"#/components/schemas/";
    std::size_t references = 0;
    for (std::size_t at = text.find(kReference); at != std::string::npos;
         at = text.find(kReference, at + 1)) {
        const std::size_t begin = at + kReference.size();
        EXPECT_TRUE(schemas.contains(text.substr(begin, text.find('"', begin) - begin)));
        ++references;
    }
    EXPECT_GT(references, 100U);
}

}  // namespace
}  // namespace flotilla::cluster
