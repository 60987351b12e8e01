#include "flotilla/cluster/apiserver/endpoints/openapi_v2.hpp"

#include <gmock/gmock.h>

#include "flotilla/kube/protobuf/wire.hpp"

namespace flotilla::cluster {
namespace {

using testing::HasSubstr;

kube::Json third() {
    return kube::parse_json(R"({
        "paths": {"/api/v1/things": {"get": {"parameters": [{"name": "dryRun", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
            "x-kubernetes-action": "list"}}},
        "components": {"schemas": {"Thing": {"type": "object", "required": ["port"], "properties": {
            "port": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            "part": {"allOf": [{"$ref": "#/components/schemas/Part"}], "x-kubernetes-patch-merge-key": "name"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}, "nullable": true}}},
            "Part": {"type": "string"}}}})")
        .value();
}

TEST(OpenApiV2, HasTheDefinitionsOfEveryDocument) {
    const kube::Json whole = openapi_v2({third()});
    const auto at = [&](std::initializer_list<std::string_view> path) {
        return kube::find_string(whole, path);
    };
    EXPECT_EQ(at({"swagger"}), "2.0");
    EXPECT_EQ(at({"definitions", "Thing", "properties", "port", "format"}), "int-or-string");
    EXPECT_EQ(at({"definitions", "Thing", "properties", "part", "$ref"}), "#/definitions/Part");
    EXPECT_EQ(at({"definitions", "Thing", "properties", "part", "x-kubernetes-patch-merge-key"}), "name");
    EXPECT_EQ(at({"definitions", "Thing", "properties", "parts", "items", "$ref"}), "#/definitions/Part");
    EXPECT_EQ(kube::find(whole, {"definitions", "Thing", "properties", "parts", "nullable"}), nullptr);
    EXPECT_EQ(
        at({"paths", "/api/v1/things", "get", "responses", "200", "schema", "$ref"}), "#/definitions/Thing"
    );
}

TEST(OpenApiV2, IsAWellFormedMessageWithNamedDefinitions) {
    const std::string message = openapi_v2_protobuf(openapi_v2({third()}));
    kube::protobuf::WireReader reader{message};
    bool has_definitions = false;
    while (!reader.at_end()) {
        const auto tag = reader.tag();
        ASSERT_TRUE(tag);
        const auto bytes = reader.bytes();
        ASSERT_TRUE(bytes);
        constexpr std::uint32_t kDefinitions = 9;
        if (tag->number == kDefinitions) {
            has_definitions = true;
            EXPECT_THAT(std::string{*bytes}, HasSubstr("Thing"));
            EXPECT_THAT(std::string{*bytes}, HasSubstr("#/definitions/Part"));
        }
    }
    EXPECT_TRUE(has_definitions);
}

}  // namespace
}  // namespace flotilla::cluster
