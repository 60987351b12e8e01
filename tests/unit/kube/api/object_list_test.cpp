#include "flotilla/kube/api/object_list.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

TEST(ObjectList, GivesItemsTheTypeThatTheyLack) {
    const auto list = decode_list(
        R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9","continue":"c","remainingItemCount":3},)"
        R"("items":[{"metadata":{"name":"a","labels":{"x":"\u0079"}}},{},{"kind":"Other","metadata":{"name":"b"}}]})"
    );
    ASSERT_THAT(list, IsOk());
    EXPECT_EQ(list->resource_version, "9");
    EXPECT_EQ(list->continue_token, "c");
    EXPECT_EQ(list->remaining_item_count, 3);
    ASSERT_EQ(list->items.size(), 3U);
    EXPECT_EQ(
        list->items[0]->json(),
        R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"x":"\u0079"}}})"
    );
    EXPECT_EQ(list->items[0]->kind(), "Pod");
    EXPECT_EQ(list->items[0]->api_version(), "v1");
    EXPECT_EQ(list->items[0]->name(), "a");
    EXPECT_EQ(list->items[0]->label("x"), "y");
    EXPECT_EQ(list->items[1]->json(), R"({"kind":"Pod","apiVersion":"v1"})");
    EXPECT_EQ(list->items[2]->kind(), "Other");
    EXPECT_EQ(list->items[2]->api_version(), "v1");
    EXPECT_EQ(list->items[2]->name(), "b");
}

TEST(ObjectList, MayNameItsTypeBehindItsItems) {
    const auto list = decode_list(
        R"( { "items" : [ { "metadata" : { "name" : "a" } } ] , "apiVersion" : "apps/v1" , "kind" : "DeploymentList" } )"
    );
    ASSERT_THAT(list, IsOk());
    ASSERT_EQ(list->items.size(), 1U);
    EXPECT_EQ(
        list->items[0]->json(), R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"a"}})"
    );
    EXPECT_EQ(list->items[0]->name(), "a");
}

TEST(ObjectList, OfEqualKeysTheLastWins) {
    const auto list = decode_list(
        R"({"kind":"AList","apiVersion":"v1","items":[{"x":1},{}],"items":[{"y":2}],"kind":"BList"})"
    );
    ASSERT_THAT(list, IsOk());
    ASSERT_EQ(list->items.size(), 1U);
    EXPECT_EQ(list->items[0]->json(), R"({"kind":"B","apiVersion":"v1","y":2})");
}

TEST(ObjectList, IsReadAsItIsWritten) {
    const auto list = decode_list(
        R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{},{"metadata":{"name":"z"}}]})"
    );
    ASSERT_THAT(list, IsOk());
    const auto again = decode_list(encode_list(*list));
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(encode_list(*again), encode_list(*list));
    EXPECT_THAT(decode_list(R"({"kind":"PodList","apiVersion":"v1","items":null})"), IsOk());
}

TEST(ObjectList, RefusesWhatIsNoList) {
    for (const std::string_view body :
         {"",
          "[]",
          "{}",
          R"({"kind":"Pod","items":[]})",
          R"({"kind":"PodList"})",
          R"({"kind":"PodList","items":{}})",
          R"({"kind":"PodList","items":[1]})",
          R"({"kind":"PodList","items":[{}]}x)",
          R"({"kind":"PodList","items":[{},]})",
          R"({"kind":"P\"List","apiVersion":"v1","items":[{}]})",
          R"({"kind":"PodList","items":[{"metadata":{"name":1}}]})"}) {
        EXPECT_THAT(decode_list(body), FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))) << body;
    }
}

}  // namespace
}  // namespace flotilla::kube
