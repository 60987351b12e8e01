#include "flotilla/kube/client/discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_transport.hpp"
#include "support/matchers.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::FakeTransport;
using testing_support::IsOkAnd;
using testing_support::VirtualWorld;

constexpr const char* kOne =
    R"({"kind":"APIResourceList","groupVersion":"a.b/v1","resources":[
        {"name":"widgets","kind":"Widget","namespaced":true},{"name":"widgets/scale","kind":"Scale","namespaced":true}]})";
constexpr const char* kTwo =
    R"({"kind":"APIResourceList","groupVersion":"a.b/v1","resources":[
        {"name":"widgets","kind":"Widget","namespaced":true},{"name":"gadgets","kind":"Gadget","namespaced":false}]})";

class DiscoveryTest : public testing::Test {
protected:
    Result<ResourceType> find(std::string api_version, std::string kind) {
        return world.run(discovery.find(std::move(api_version), std::move(kind)));
    }

    VirtualWorld world;
    FakeTransport transport;
    Client client{transport, world.clock()};
    Discovery discovery{client};
};

TEST_F(DiscoveryTest, AsksOnceAndAgainOnlyForWhatIsMissing) {
    transport.answer(200, kOne);
    EXPECT_THAT(find("a.b/v1", "Widget"), IsOkAnd(ResourceType{"a.b", "v1", "widgets", "Widget", true}));
    EXPECT_THAT(find("a.b/v1", "Widget"), IsOkAnd(testing::_));
    EXPECT_EQ(transport.requests.size(), 1u);
    EXPECT_EQ(transport.last().target, "/apis/a.b/v1");
    transport.answer(200, kTwo);
    EXPECT_THAT(find("a.b/v1", "Gadget"), IsOkAnd(ResourceType{"a.b", "v1", "gadgets", "Gadget", false}));
    EXPECT_EQ(transport.requests.size(), 2u);
}

TEST_F(DiscoveryTest, NeverTakesASubresourceForAKind) {
    transport.answer(200, kOne);
    EXPECT_THAT(
        find("a.b/v1", "Scale"), FailsWith(ErrorCode::NotFound, HasSubstr("no kind Scale in a.b/v1"))
    );
}

TEST_F(DiscoveryTest, AsksForTheCoreGroupUnderItsOwnPath) {
    transport.answer(
        200, R"({"kind":"APIResourceList","resources":[{"name":"pods","kind":"Pod","namespaced":true}]})"
    );
    EXPECT_THAT(find("v1", "Pod"), IsOkAnd(ResourceType{"", "v1", "pods", "Pod", true}));
    EXPECT_EQ(transport.last().target, "/api/v1");
}

TEST_F(DiscoveryTest, SaysWhatIsNotServed) {
    transport.answer(404, "404 page not found");
    EXPECT_THAT(find("a.b/v1", "Widget"), FailsWith(ErrorCode::NotFound, HasSubstr("does not serve a.b/v1")));
    EXPECT_THAT(find("a/b/c", "X"), FailsWith(ErrorCode::InvalidArgument, testing::_));
    transport.answer(200, "[]");
    EXPECT_THAT(
        find("a.b/v1", "Widget"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("discovering a.b/v1"))
    );
}

}  // namespace
}  // namespace flotilla::kube
