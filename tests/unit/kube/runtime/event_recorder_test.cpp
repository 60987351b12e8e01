#include "flotilla/kube/runtime/event_recorder.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/api/types/apps.gen.hpp"

#include "runtime_fixture.hpp"

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class EventRecorderTest : public testing::Test {
protected:
    EventRecorderTest() {
        world_.api.on_request = [this](const std::string& line) {
            methods_.push_back(line.substr(0, line.find(' ')));
        };
    }
    ~EventRecorderTest() override { world_.world.run(recorder_.stop(1s)); }

    static EventDraft scaled(const std::string& name, const std::string& note = "scaled from 1 to 3") {
        EventDraft draft;
        draft.regarding.api_version = "apps/v1";
        draft.regarding.kind = "Deployment";
        draft.regarding.namespace_ = "shop";
        draft.regarding.name = name;
        draft.regarding.uid = "uid-" + name;
        draft.reason = "Scaled";
        draft.action = "Scale";
        draft.note = note;
        return draft;
    }

    std::vector<Event> stored() {
        std::vector<Event> events;
        for (const auto& [key, version] : world_.api.versions(resource_of<Event>())) {
            events.push_back(decode<Event>(world_.api.find(resource_of<Event>(), key)->json()).value());
        }
        return events;
    }
    double counted(const char* name) { return world_.metrics.counter(name, "").value(); }

    FakeWorld world_;
    EventRecorder recorder_{world_.environment(), EventRecorderOptions{"flotilla.dev/test", "pod-1"}};
    std::vector<std::string> methods_;
};

TEST_F(EventRecorderTest, CreatesAnEventThatSaysWhatHappenedToWhom) {
    recorder_.record(scaled("web"));
    world_.clock().run_for(1s);
    ASSERT_THAT(stored(), SizeIs(1));
    const Event event = stored()[0];
    EXPECT_EQ(event.metadata.namespace_, "shop");
    EXPECT_THAT(event.metadata.name, StartsWith("web."));
    EXPECT_EQ(event.event_time, world_.clock().wall_now() - 1s);
    EXPECT_EQ(event.reporting_controller, "flotilla.dev/test");
    EXPECT_EQ(event.reporting_instance, "pod-1");
    EXPECT_EQ(event.type, "Normal");
    EXPECT_EQ(event.reason, "Scaled");
    EXPECT_EQ(event.action, "Scale");
    EXPECT_EQ(event.regarding.uid, "uid-web");
    EXPECT_EQ(event.note, "scaled from 1 to 3");
    EXPECT_FALSE(event.series.has_value());
}

TEST_F(EventRecorderTest, PutsEventsOfObjectsWithoutANamespaceIntoDefault) {
    EventDraft draft = scaled("node-1");
    draft.regarding.namespace_ = "";
    recorder_.record(draft);
    world_.clock().run_for(1s);
    EXPECT_EQ(stored().at(0).metadata.namespace_, "default");
}

TEST_F(EventRecorderTest, ARepetitionWithinSixMinutesMakesASeriesAndOnlyTheFirstIsSent) {
    for (int i = 0; i < 5; ++i) {
        recorder_.record(scaled("web"));
        world_.clock().run_for(1min);
    }
    ASSERT_THAT(stored(), SizeIs(1));
    EXPECT_EQ(stored()[0].series->count, 2);
    EXPECT_THAT(methods_, ElementsAre("POST", "PATCH"));
    world_.clock().run_for(7min);
    EXPECT_EQ(stored()[0].series->count, 5) << "the rest, when the series has ended";
    EXPECT_THAT(methods_, ElementsAre("POST", "PATCH", "PATCH"));
}

TEST_F(EventRecorderTest, ALongSeriesIsBroughtUpToDateEveryHalfHour) {
    for (int i = 0; i < 65; ++i) {
        recorder_.record(scaled("web"));
        world_.clock().run_for(1min);
    }
    ASSERT_THAT(stored(), SizeIs(1));
    EXPECT_GE(stored()[0].series->count, 60);
    EXPECT_THAT(methods_, ElementsAre("POST", "PATCH", "PATCH", "PATCH"));
}

TEST_F(EventRecorderTest, AfterAQuietTimeTheSameIsANewEvent) {
    recorder_.record(scaled("web"));
    world_.clock().run_for(7min);
    recorder_.record(scaled("web"));
    world_.clock().run_for(1s);
    EXPECT_THAT(stored(), SizeIs(2));
}

TEST_F(EventRecorderTest, OtherObjectsAndReasonsAreOtherEventsEvenInTheSameInstant) {
    recorder_.record(scaled("web"));
    recorder_.record(scaled("db"));
    EventDraft failed = scaled("web");
    failed.type = EventType::Warning;
    failed.reason = "ScaleFailed";
    recorder_.record(failed);
    world_.clock().run_for(1s);
    EXPECT_THAT(stored(), SizeIs(3));
}

TEST_F(EventRecorderTest, CreatesTheEventAnewWhenTheServerHasForgottenIt) {
    recorder_.record(scaled("web"));
    world_.clock().run_for(1min);
    world_.api.erase(resource_of<Event>(), stored()[0].metadata.key());
    recorder_.record(scaled("web"));
    world_.clock().run_for(1min);
    ASSERT_THAT(stored(), SizeIs(1));
    EXPECT_EQ(stored()[0].series->count, 2);
}

TEST_F(EventRecorderTest, NeverBlocksAndDropsWhatIsTooMuch) {
    world_.api.faults.error = 1;
    for (int i = 0; i < 2000; ++i) {
        recorder_.record(scaled(fmt::format("web-{}", i)));
    }
    EXPECT_EQ(recorder_.pending(), 1000U);
    EXPECT_EQ(counted("flotilla_events_dropped_total"), 1000);
}

TEST_F(EventRecorderTest, TriesAgainWhileTheServerIsAway) {
    world_.api.faults.error = 1;
    recorder_.record(scaled("web"));
    world_.clock().run_for(2s);
    world_.api.faults.error = 0;
    world_.clock().run_for(1min);
    EXPECT_THAT(stored(), SizeIs(1));
    EXPECT_EQ(counted("flotilla_events_sent_total"), 1);
}

TEST_F(EventRecorderTest, SurvivesARepetitionOfWhatIsBeingRefused) {
    world_.api.faults.error = 1;
    recorder_.record(scaled("web"));
    world_.clock().run_for(1ms);
    recorder_.record(scaled("web"));
    world_.clock().run_for(1h);
    world_.api.faults.error = 0;
    recorder_.record(scaled("web"));
    world_.clock().run_for(1min);
    EXPECT_THAT(stored(), SizeIs(1));
}

TEST_F(EventRecorderTest, SendsNoFasterThanItsRate) {
    for (int i = 0; i < 125; ++i) {
        recorder_.record(scaled(fmt::format("web-{}", i)));
    }
    world_.clock().run_for(10ms);
    EXPECT_THAT(stored(), SizeIs(25));
    world_.clock().run_for(5s);
    EXPECT_THAT(stored(), SizeIs(testing::AllOf(testing::Ge(74U), testing::Le(76U))));
}

TEST_F(EventRecorderTest, StopSendsWhatIsPendingWithinItsGrace) {
    for (int i = 0; i < 40; ++i) {
        recorder_.record(scaled(fmt::format("web-{}", i)));
    }
    world_.world.run(recorder_.stop(10s));
    EXPECT_THAT(stored(), SizeIs(40));
    recorder_.record(scaled("late"));
    EXPECT_EQ(counted("flotilla_events_dropped_total"), 1);
}

TEST_F(EventRecorderTest, CutsLongNotesBetweenCharacters) {
    recorder_.record(scaled("web", std::string(1023, 'x') + "é and more"));
    world_.clock().run_for(1s);
    EXPECT_EQ(stored().at(0).note, std::string(1023, 'x'));
}

TEST_F(EventRecorderTest, NamesItsMetricsByTheRule) {
    EXPECT_THAT(world_.metrics.naming_problems(), IsEmpty());
}

TEST(ReferenceTo, TakesKindAndIdentityFromAnyForm) {
    Deployment typed;
    typed.metadata.namespace_ = "shop";
    typed.metadata.name = "web";
    typed.metadata.uid = "u1";
    typed.metadata.resource_version = "7";
    const ObjectReference reference = reference_to(typed);
    EXPECT_EQ(reference.api_version, "apps/v1");
    EXPECT_EQ(reference.kind, "Deployment");
    EXPECT_EQ(reference.uid, "u1");
    EXPECT_EQ(reference_to(DynamicObject{encode(typed)}), reference);
    EXPECT_EQ(reference_to(*DynamicObject{encode(typed)}.encoded().value()), reference);
}

}  // namespace
}  // namespace flotilla::kube
