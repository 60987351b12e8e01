#include "flotilla/cluster/schema/field_set.hpp"

#include <random>

#include <gmock/gmock.h>

#include "builtin.hpp"
#include "support/matchers.hpp"

namespace flotilla::cluster {
namespace {

using flotilla::testing_support::FailsWith;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::json;

FieldSet random_set(std::mt19937& random) {
    FieldSet set;
    const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    for (unsigned i = 0, count = below(12); i < count; ++i) {
        std::vector<PathElement> path;
        for (unsigned depth = 0, deepest = 1 + below(3); depth < deepest; ++depth) {
            path.push_back(std::string{"f:"} + static_cast<char>('a' + below(4)));
        }
        set.insert(path);
    }
    return set;
}

TEST(FieldSet, KeepsAPathApartFromWhatIsBelowIt) {
    FieldSet set;
    set.insert({"f:labels"});
    set.insert({"f:labels", "f:app"});
    EXPECT_EQ(set.encode(), json("{'f:labels':{'.':{},'f:app':{}}}"));
    EXPECT_TRUE(set.has({"f:labels"}));
    EXPECT_EQ(set.size(), 2U);
}

TEST(FieldSet, ReadsKeysInAnyOrderAndSpacing) {
    const Result<FieldSet> set = FieldSet::decode(json("{}"));
    ASSERT_TRUE(set);
    boost::json::object fields;
    fields.emplace(R"(k:{"protocol": "TCP", "containerPort":80})", boost::json::object{});
    const Result<FieldSet> keyed = FieldSet::decode(fields);
    ASSERT_TRUE(keyed);
    EXPECT_TRUE(keyed->has({R"(k:{"containerPort":80,"protocol":"TCP"})"}));
    EXPECT_THAT(keyed->paths(), ElementsAre(R"([containerPort=80,protocol="TCP"])"));
}

TEST(FieldSet, RefusesWhatIsNoPath) {
    for (const char* text :
         {"{'replicas':{}}", "{'x:a':{}}", "{'k:[]':{}}", "{'k:{':{}}", "{'f':{}}", "[]", "{'f:a':3}"}) {
        EXPECT_THAT(FieldSet::decode(json(text)), FailsWith(ErrorCode::InvalidArgument, HasSubstr("")))
            << text;
    }
}

TEST(FieldSet, RemovesWholeSubtrees) {
    FieldSet set;
    set.insert({"f:status", "f:replicas"});
    set.insert({"f:spec", "f:replicas"});
    FieldSet status;
    status.insert({"f:status"});
    EXPECT_THAT(set.without_subtrees(status).paths(), ElementsAre(".spec.replicas"));
    EXPECT_EQ(set.without(status), set);
}

TEST(FieldSet, FollowsTheLawsOfSets) {
    std::mt19937 random{7};
    for (int seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        const FieldSet a = random_set(random);
        const FieldSet b = random_set(random);
        const FieldSet c = random_set(random);
        EXPECT_EQ(a.united(b), b.united(a));
        EXPECT_EQ(a.intersected(b), b.intersected(a));
        EXPECT_EQ(a.united(a), a);
        EXPECT_EQ(a.intersected(b.united(c)), a.intersected(b).united(a.intersected(c)));
        EXPECT_EQ(a.without(b).united(a.intersected(b)), a);
        EXPECT_TRUE(a.without(b).intersected(b).empty());
        EXPECT_EQ(a.united(b).size() + a.intersected(b).size(), a.size() + b.size());
    }
}

TEST(FieldSet, SurvivesEncodingAndDecoding) {
    std::mt19937 random{11};
    for (int seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        const FieldSet set = random_set(random);
        const Result<FieldSet> again = FieldSet::decode(set.encode());
        ASSERT_TRUE(again);
        EXPECT_EQ(*again, set);
    }
}

}  // namespace
}  // namespace flotilla::cluster
