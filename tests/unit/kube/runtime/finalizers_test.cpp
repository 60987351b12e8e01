#include "flotilla/kube/runtime/finalizers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime_fixture.hpp"
#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FailsWith;
using namespace std::chrono_literals;

const ObjectKey kKey{"shop", "web"};

class FinalizersTest : public testing::Test {
protected:
    void put(const std::vector<std::string>& finalizers, bool is_deleting = false) {
        DynamicObject object = thing("shop", "web");
        object.set_finalizers(finalizers);
        if (is_deleting) {
            object.set_deletion_timestamp(world_.clock().wall_now());
        }
        world_.api.put(kThings, object);
    }
    SharedObject seen() { return world_.api.find(kThings, kKey)->encoded().value(); }
    std::vector<std::string> finalizers() { return world_.api.find(kThings, kKey)->finalizers(); }
    Result<SharedObject> add(SharedObject object) {
        return world_.world.run(add_finalizer(world_.client, kThings, std::move(object), "flotilla.dev/x"));
    }
    Result<SharedObject> remove(SharedObject object) {
        return world_.world.run(remove_finalizer(world_.client, kThings, std::move(object), "flotilla.dev/x")
        );
    }

    FakeWorld world_;
};

TEST_F(FinalizersTest, AddsTheFirstAndKeepsThoseOfOthers) {
    put({});
    EXPECT_TRUE(add(seen()).has_value());
    EXPECT_THAT(finalizers(), ElementsAre("flotilla.dev/x"));
    put({"example.org/theirs"});
    EXPECT_TRUE(add(seen()).has_value());
    EXPECT_THAT(finalizers(), ElementsAre("example.org/theirs", "flotilla.dev/x"));
}

TEST_F(FinalizersTest, AddingWhatIsThereIsNoRequest) {
    put({"flotilla.dev/x"});
    int requests = 0;
    world_.api.on_request = [&](const std::string&) { ++requests; };
    EXPECT_TRUE(add(seen()).has_value());
    EXPECT_EQ(requests, 0);
}

TEST_F(FinalizersTest, AddsNoneToWhatIsBeingDeleted) {
    put({"example.org/theirs"}, true);
    EXPECT_THAT(add(seen()), FailsWith(ErrorCode::InvalidArgument, HasSubstr("being deleted")));
}

TEST_F(FinalizersTest, AnObjectThatHasChangedIsAConflictAndStaysAsItIs) {
    put({"a"});
    const SharedObject old = seen();
    put({"a", "b"});
    EXPECT_THAT(add(old), FailsWith(ErrorCode::Conflict, HasSubstr("shop/web has changed")));
    EXPECT_THAT(finalizers(), ElementsAre("a", "b"));
}

TEST_F(FinalizersTest, RemovesOnlyItsOwn) {
    put({"a", "flotilla.dev/x", "b"});
    EXPECT_TRUE(remove(seen()).has_value());
    EXPECT_THAT(finalizers(), ElementsAre("a", "b"));
}

TEST_F(FinalizersTest, RemovingTheLastLetsTheObjectGo) {
    put({"flotilla.dev/x"}, true);
    const SharedObject last = seen();
    EXPECT_TRUE(remove(last).has_value());
    EXPECT_FALSE(world_.api.find(kThings, kKey).has_value());
    const Result<SharedObject> again = remove(last);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*again, nullptr) << "gone already is as good";
}

}  // namespace
}  // namespace flotilla::kube
