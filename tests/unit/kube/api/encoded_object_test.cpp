#include "flotilla/kube/api/encoded_object.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr std::string_view kPod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop","uid":"u-1","resourceVersion":"42",)"
    R"("generation":7,"labels":{"tier":"front","app":"web"},"annotations":{"a":"1","b":"x\ny"},)"
    R"("ownerReferences":[{"uid":"o-1","kind":"Job"},{"kind":"ReplicaSet","controller":true,"uid":"o-2"}],)"
    R"("deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"metadata":{"name":"no"},"kind":"no"}})";

TEST(EncodedObject, KnowsItsHeader) {
    const auto object = EncodedObject::parse(kPod);
    ASSERT_THAT(object, IsOk());
    const EncodedObject& pod = **object;
    EXPECT_EQ(pod.json(), kPod);
    EXPECT_EQ(pod.api_version(), "v1");
    EXPECT_EQ(pod.kind(), "Pod");
    EXPECT_EQ(pod.key(), (ObjectKey{"shop", "web-1"}));
    EXPECT_EQ(pod.uid(), "u-1");
    EXPECT_EQ(pod.resource_version(), "42");
    EXPECT_EQ(pod.generation(), 7);
    EXPECT_TRUE(pod.is_deleting());
    EXPECT_EQ(pod.deletion_timestamp(), "2026-01-01T00:00:00Z");
    EXPECT_EQ(pod.controller_uid(), "o-2");
    EXPECT_EQ(pod.label("app"), "web");
    EXPECT_EQ(pod.label("tier"), "front");
    EXPECT_EQ(pod.label("none"), std::nullopt);
    EXPECT_EQ(pod.label_key(0), "app");
    EXPECT_EQ(pod.annotation("b"), "x\ny");
    EXPECT_EQ(pod.annotation("c"), std::nullopt);
}

TEST(EncodedObject, AbsentAndNullAreTheSame) {
    for (const std::string_view json :
         {R"({})",
          R"({"metadata":null})",
          R"({"metadata":{"name":null,"labels":null,"annotations":null,"ownerReferences":null,"generation":null,"deletionTimestamp":null}})"
         }) {
        const auto object = EncodedObject::parse(json);
        ASSERT_THAT(object, IsOk()) << json;
        EXPECT_EQ((*object)->name(), "");
        EXPECT_EQ((*object)->label_count(), 0U);
        EXPECT_EQ((*object)->generation(), std::nullopt);
        EXPECT_FALSE((*object)->is_deleting());
        EXPECT_EQ((*object)->annotation("a"), std::nullopt);
    }
}

TEST(EncodedObject, DropsWhiteSpaceBetweenTokensOnly) {
    const auto object = EncodedObject::parse(
        "\n {\"metadata\" : {\t\"name\": \"a b\\\" c\" ,\"labels\":{ \"k\" : \"v w\" } } } \n"
    );
    ASSERT_THAT(object, IsOk());
    EXPECT_EQ((*object)->json(), R"({"metadata":{"name":"a b\" c","labels":{"k":"v w"}}})");
    EXPECT_EQ((*object)->name(), "a b\" c");
    EXPECT_EQ((*object)->label("k"), "v w");
}

TEST(EncodedObject, ResolvesEscapesInTheHeader) {
    const auto object = EncodedObject::parse(
        R"({"\u006betadata":1,"\u006detadata":{"n\u0061me":"\u0077eb","labels":{"\u0061":"\u0062","A":"c"},"annotations":{"\u0061":"\u0063"}}})"
    );
    ASSERT_THAT(object, IsOk());
    EXPECT_EQ((*object)->name(), "web");
    EXPECT_EQ((*object)->label("a"), "b");
    EXPECT_EQ((*object)->label("A"), "c");
    EXPECT_EQ((*object)->annotation("a"), "c");
}

TEST(EncodedObject, OfEqualKeysTheLastWinsAsInTheParsedObject) {
    const auto object = EncodedObject::parse(
        R"({"kind":"A","metadata":{"name":"a","uid":"u","labels":{"x":"1"}},"metadata":{"name":"b","name":"c","labels":{"y":"1","y":"2"}},"kind":"B"})"
    );
    ASSERT_THAT(object, IsOk());
    EXPECT_EQ((*object)->kind(), "B");
    EXPECT_EQ((*object)->name(), "c");
    EXPECT_EQ((*object)->uid(), "");
    EXPECT_EQ((*object)->label("x"), std::nullopt);
    EXPECT_EQ((*object)->label("y"), "2");
    EXPECT_EQ((*object)->label_count(), 1U);
    EXPECT_EQ(find_string((*object)->parsed(), {"metadata", "name"}), "c");
}

TEST(EncodedObject, RefusesWhatIsNoObject) {
    for (const std::string_view json :
         {"",
          "null",
          "[]",
          "1",
          "{} {}",
          "{}x",
          R"({"kind":1})",
          R"({"metadata":[]})",
          R"({"metadata":{"name":1}})",
          R"({"metadata":{"labels":{"a":1}}})",
          R"({"metadata":{"labels":[]}})",
          R"({"metadata":{"generation":1.5}})",
          R"({"metadata":{"generation":99999999999999999999}})",
          R"({"metadata":{"ownerReferences":[1]}})",
          R"({"metadata":{"annotations":{"a":{}}}})",
          R"({"a":1,})",
          R"({"a":"\xff"})",
          "{\"a\":\"\xff\"}",
          R"({"a":[1,{"b":]})"}) {
        EXPECT_THAT(
            EncodedObject::parse(json), FailsWith(ErrorCode::InvalidArgument, HasSubstr("invalid JSON"))
        ) << json;
    }
}

TEST(EncodedObject, EveryPrefixOfAnObjectIsRefused) {
    for (std::size_t size = 0; size < kPod.size(); ++size) {
        EXPECT_THAT(
            EncodedObject::parse(std::string{kPod.substr(0, size)}),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))
        ) << size;
    }
}

TEST(EncodedObject, WhateverItAcceptsParses) {
    const std::string deep =
        R"({"a":)" + std::string(kMaxJsonDepth - 1, '[') + std::string(kMaxJsonDepth - 1, ']') + "}";
    const auto object = EncodedObject::parse(deep);
    ASSERT_THAT(object, IsOk());
    EXPECT_EQ(to_json((*object)->parsed()), deep);
    EXPECT_THAT(
        EncodedObject::parse(R"({"a":[)" + deep + "]}"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("nested too deep"))
    );
}

TEST(EncodedObject, CostsLittleMoreThanItsBytes) {
    const std::string padding(2500, 'x');
    const std::string json =
        std::string{kPod.substr(0, kPod.size() - 1)} + R"(,"status":{"message":")" + padding + "\"}}";
    const auto object = EncodedObject::parse(json);
    ASSERT_THAT(object, IsOk());
    EXPECT_LT((*object)->memory(), json.size() + 300);
}

}  // namespace
}  // namespace flotilla::kube
