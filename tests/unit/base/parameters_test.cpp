#include "flotilla/base/parameters.hpp"

#include "support/matchers.hpp"

namespace flotilla {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;
using Texts = std::map<std::string, std::string>;

TEST(Parameters, AreReadWithTheirDefaults) {
    const Texts texts{{"target", "0.5"}, {"levels", "10,50,20.5"}, {"hold", "10m"}};
    Parameters parameters{texts};
    EXPECT_THAT(parameters.positive("target", 1), IsOkAnd(0.5));
    EXPECT_THAT(parameters.positive("other", 7), IsOkAnd(7));
    EXPECT_THAT(parameters.not_negatives("levels", {}), IsOkAnd(ElementsAre(10, 50, 20.5)));
    EXPECT_THAT(parameters.duration("hold", Duration{1}), IsOkAnd(std::chrono::minutes{10}));
    EXPECT_THAT(parameters.choice("order", {"given", "random"}), IsOkAnd("given"));
    EXPECT_THAT(parameters.all_known(), IsOk());
}

TEST(Parameters, AreRefusedByName) {
    const Texts texts{{"a", "-1"}, {"b", "nan"}, {"c", "1,,2"}, {"d", "0s"}, {"e", "up"}, {"f", "2"}};
    Parameters parameters{texts};
    const auto refused = [](std::string_view text) {
        return FailsWith(ErrorCode::InvalidArgument, std::string{text});
    };
    EXPECT_THAT(parameters.not_negative("a", 0), refused("parameter a: \"-1\" is not a number of 0 or more"));
    EXPECT_THAT(parameters.number("b", 0), refused("parameter b: \"nan\" is not a number"));
    EXPECT_THAT(
        parameters.not_negatives("c", {}),
        refused("parameter c: \"1,,2\" is not a list of numbers of 0 or more, such as 10,50,20")
    );
    EXPECT_THAT(
        parameters.duration("d", Duration{1}),
        refused("parameter d: \"0s\" is not a duration above 0, such as 90s or 5m")
    );
    EXPECT_THAT(parameters.duration_or_none("d", Duration{1}), IsOkAnd(Duration{0}));
    EXPECT_THAT(
        parameters.choice("e", {"given", "random"}),
        refused("parameter e: \"up\" is not one of given, random")
    );
    EXPECT_THAT(parameters.within("f", 0, 1, 0), refused("parameter f: \"2\" is not a number from 0 to 1"));
    EXPECT_THAT(parameters.flag("f", true), refused("parameter f: \"2\" is not true or false"));
}

TEST(Parameters, AnUnknownOneIsAnErrorThatListsTheOthers) {
    const Texts texts{{"levle", "1"}};
    Parameters parameters{texts};
    EXPECT_THAT(
        parameters.all_known(),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("levle is unknown: there are none"))
    );
    (void)parameters.number("level", 1);
    EXPECT_THAT(
        parameters.all_known(),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("levle is unknown; there are: level"))
    );
}

}  // namespace
}  // namespace flotilla
