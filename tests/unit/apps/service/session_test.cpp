#include "service/session.hpp"

#include <gmock/gmock.h>

#include "support/matchers.hpp"

namespace flotilla::apps::service {
namespace {

using testing::Eq;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

TEST(Session, IsReadAsItIsWritten) {
    for (const Session& session : {Session{}, Session{{"cart_items", 3}}, Session{{"a", 0}, {"b", 12}}}) {
        EXPECT_THAT(parse_session(to_text(session)), IsOkAnd(Eq(session)));
    }
}

TEST(Session, IsRefusedWhenItIsNoListOfNumbers) {
    for (const char* text :
         {"cart_items", "=3", "a=", "a=x", "a=3x", "a=-1", "a=1,,b=2", "a=99999999999999999999"}) {
        EXPECT_THAT(parse_session(text), FailsWith(ErrorCode::InvalidArgument, testing::_)) << text;
    }
}

}  // namespace
}  // namespace flotilla::apps::service
