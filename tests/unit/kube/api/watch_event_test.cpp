#include "flotilla/kube/api/watch_event.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

constexpr std::string_view kStream =
    R"({"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"a","resourceVersion":"1"}}})"
    "\n"
    R"({"object":{"kind":"Pod","metadata":{"name":"b","labels":{"x":"\u0079"}}},"type":"MODIFIED"})"
    "\r\n\n"
    R"({"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}})"
    "\n"
    R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","message":"too old","code":410}})"
    "\n";

std::vector<WatchEvent> all_of(WatchDecoder& decoder) {
    std::vector<WatchEvent> out;
    while (true) {
        auto event = decoder.next();
        EXPECT_THAT(event, IsOk());
        if (!event || !*event) {
            return out;
        }
        out.push_back(std::move(**event));
    }
}

TEST(WatchDecoder, GivesTheSameEventsForPiecesOfAnySize) {
    for (std::size_t size = 1; size <= kStream.size(); ++size) {
        SCOPED_TRACE(size);
        WatchDecoder decoder;
        std::vector<WatchEvent> events;
        for (std::size_t at = 0; at < kStream.size(); at += size) {
            decoder.feed(kStream.substr(at, size));
            for (WatchEvent& event : all_of(decoder)) {
                events.push_back(std::move(event));
            }
        }
        ASSERT_EQ(events.size(), 4U);
        EXPECT_EQ(events[0].type, WatchEventType::Added);
        EXPECT_EQ(events[0].object->name(), "a");
        EXPECT_EQ(events[1].type, WatchEventType::Modified);
        EXPECT_EQ(events[1].object->label("x"), "y");
        EXPECT_TRUE(events[2].ends_initial_events());
        EXPECT_FALSE(events[0].ends_initial_events());
        ASSERT_THAT(events[3].status(), IsOk());
        EXPECT_EQ(to_error(*events[3].status()).code, ErrorCode::Expired);
        EXPECT_THAT(decoder.finish(), IsOk());
    }
}

TEST(WatchDecoder, SaysWhenTheStreamBreaksOff) {
    WatchDecoder decoder;
    decoder.feed(kStream.substr(0, 100));
    EXPECT_EQ(all_of(decoder).size(), 1U);
    EXPECT_THAT(decoder.finish(), FailsWith(ErrorCode::Unavailable, HasSubstr("middle of an event")));
}

TEST(WatchDecoder, AFailureIsFinal) {
    for (const std::string_view line :
         {"{}",
          "x",
          "[]",
          R"({"type":"ADDED"})",
          R"({"type":"NEWER","object":{}})",
          R"({"type":"ADDED","object":1})",
          R"({"type":"ADDED","object":{}}x)",
          R"({"type":1,"object":{}})",
          R"({"object":{}})"}) {
        WatchDecoder decoder;
        decoder.feed(std::string{line} + "\n");
        decoder.feed(kStream);
        EXPECT_THAT(decoder.next(), FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))) << line;
        EXPECT_THAT(decoder.next(), FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))) << line;
        EXPECT_THAT(decoder.finish(), FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))) << line;
    }
}

TEST(WatchDecoder, RefusesAnEventThatNeverEnds) {
    WatchDecoder decoder{1000};
    decoder.feed(std::string(900, 'x'));
    EXPECT_THAT(decoder.next(), IsOk());
    decoder.feed(std::string(200, 'x'));
    EXPECT_THAT(decoder.next(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("more than 1000 bytes")));
}

TEST(WatchEvent, IsWrittenAsItIsRead) {
    const auto object = EncodedObject::parse(R"({"kind":"Pod","metadata":{"name":"a"}})");
    const std::string line = encode_watch_event(WatchEventType::Deleted, **object);
    EXPECT_EQ(
        line,
        R"({"type":"DELETED","object":{"kind":"Pod","metadata":{"name":"a"}}})"
        "\n"
    );
    WatchDecoder decoder;
    decoder.feed(line);
    const auto event = decoder.next();
    ASSERT_TRUE(event && *event);
    EXPECT_EQ((*event)->type, WatchEventType::Deleted);
    EXPECT_EQ((*event)->object->json(), (*object)->json());
}

}  // namespace
}  // namespace flotilla::kube
