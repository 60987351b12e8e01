#include "flotilla/cluster/controllers/garbage/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::cluster::controllers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Kind = GarbageAction::Kind;

GarbageNode object(std::string uid, std::vector<OwnerLink> owners = {}, std::string ns = "shop") {
    GarbageNode node{uid, "/api/v1/things", std::move(ns), uid, std::move(owners)};
    return node;
}

GarbageNode deleting(GarbageNode node, bool foreground, bool orphan) {
    node.is_deleting = true;
    node.has_foreground_finalizer = foreground;
    node.has_orphan_finalizer = orphan;
    return node;
}

TEST(OwnerGraph, LeavesWhatHasNoOwnerOrOneThatLives) {
    OwnerGraph graph;
    graph.put(object("owner"));
    graph.put(object("child", {{"owner"}}));
    EXPECT_THAT(graph.plan("owner"), IsEmpty());
    EXPECT_THAT(graph.plan("child"), IsEmpty());
}

TEST(OwnerGraph, DeletesWhatLostItsOwner) {
    OwnerGraph graph;
    graph.put(object("owner"));
    graph.put(object("child", {{"owner"}}));
    EXPECT_THAT(graph.remove("owner"), ElementsAre("child"));
    EXPECT_THAT(graph.plan("child"), ElementsAre(GarbageAction{Kind::Delete, "child", {}}));
}

TEST(OwnerGraph, DeletesWhatNeverHadItsOwner) {
    OwnerGraph graph;
    graph.put(object("child", {{"nobody"}}));
    EXPECT_THAT(graph.plan("child"), ElementsAre(GarbageAction{Kind::Delete, "child", {}}));
}

TEST(OwnerGraph, DropsAbsentOwnersWhileOneIsLeft) {
    OwnerGraph graph;
    graph.put(object("owner"));
    graph.put(object("child", {{"owner"}, {"nobody"}}));
    EXPECT_THAT(graph.plan("child"), ElementsAre(GarbageAction{Kind::DropOwners, "child", {"nobody"}}));
}

TEST(OwnerGraph, TakesAnOwnerOfAnotherNamespaceForNone) {
    OwnerGraph graph;
    graph.put(object("far", {}, "elsewhere"));
    graph.put(object("wide", {}, ""));
    graph.put(object("child", {{"far"}}));
    graph.put(object("other", {{"wide"}}));
    EXPECT_THAT(graph.plan("child"), ElementsAre(GarbageAction{Kind::Delete, "child", {}}));
    EXPECT_THAT(graph.plan("other"), IsEmpty());
}

TEST(OwnerGraph, ForegroundWaitsForDependentsThatBlock) {
    OwnerGraph graph;
    graph.put(object("owner"));
    graph.put(object("child", {{"owner", true}}));
    graph.put(object("grandchild", {{"child", true}}));
    EXPECT_THAT(graph.put(deleting(object("owner"), true, false)), UnorderedElementsAre("owner", "child"));
    EXPECT_THAT(graph.plan("owner"), IsEmpty());
    EXPECT_THAT(graph.plan("child"), ElementsAre(GarbageAction{Kind::DeleteForeground, "child", {}}));
    graph.remove("grandchild");
    graph.remove("child");
    EXPECT_THAT(graph.plan("owner"), ElementsAre(GarbageAction{Kind::ReleaseForeground, "owner", {}}));
}

TEST(OwnerGraph, ForegroundDoesNotWaitForDependentsThatDoNotBlock) {
    OwnerGraph graph;
    graph.put(object("child", {{"owner", false}}));
    graph.put(deleting(object("owner"), true, false));
    EXPECT_THAT(graph.plan("owner"), ElementsAre(GarbageAction{Kind::ReleaseForeground, "owner", {}}));
}

TEST(OwnerGraph, OrphansAreLetGoBeforeTheirOwner) {
    OwnerGraph graph;
    graph.put(object("child", {{"owner"}}));
    graph.put(deleting(object("owner"), false, true));
    EXPECT_THAT(graph.plan("owner"), ElementsAre(GarbageAction{Kind::DropOwners, "child", {"owner"}}));
    EXPECT_THAT(graph.put(object("child")), UnorderedElementsAre("child", "owner"));
    EXPECT_THAT(graph.plan("owner"), ElementsAre(GarbageAction{Kind::ReleaseOrphan, "owner", {}}));
    graph.remove("owner");
    EXPECT_THAT(graph.plan("child"), IsEmpty());
}

TEST(OwnerGraph, SaysNothingNewForTheSameObject) {
    OwnerGraph graph;
    graph.put(object("child", {{"owner"}}));
    EXPECT_THAT(graph.put(object("child", {{"owner"}})), IsEmpty());
}

}  // namespace
}  // namespace flotilla::cluster::controllers
