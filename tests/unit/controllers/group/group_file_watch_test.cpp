#include "flotilla/controllers/group/group_file_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::controllers::group {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::set<std::string> kShop{"web", "db"};

class GroupFileWatching : public testing::Test {
protected:
    Result<std::string> content_ = "web,db\n";
    GroupFileWatch watch_{"g.txt", true, [this](const std::string&) { return content_; }, {}};
};

TEST_F(GroupFileWatching, AnEditTakesEffectAtTheNextLook) {
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web", "db"}}));
    content_ = "web\ndb\n";
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web"}}, GroupLine{2, {"db"}}));
}

TEST_F(GroupFileWatching, TheLastGoodGroupsStayWhileALineIsBad) {
    watch_.poll(kShop);
    content_ = "web\ndb,nobody\n";
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web", "db"}}));
    EXPECT_THAT(
        watch_.complaints(), ElementsAre("g.txt:2: there is no Deployment nobody in the application")
    );
    content_ = "web\n";
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web"}}));
    EXPECT_THAT(watch_.complaints(), IsEmpty());
}

TEST_F(GroupFileWatching, AFileThatIsGoneLeavesTheLastGoodGroups) {
    watch_.poll(kShop);
    content_ = fail(ErrorCode::NotFound, "cannot read g.txt");
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web", "db"}}));
    EXPECT_THAT(watch_.complaints(), ElementsAre("cannot read g.txt"));
}

TEST_F(GroupFileWatching, WithoutAnApplicationNoLineIsBadYet) {
    EXPECT_THAT(watch_.poll({}), IsEmpty());
    EXPECT_THAT(watch_.complaints(), IsEmpty());
    EXPECT_THAT(watch_.poll(kShop), ElementsAre(GroupLine{1, {"web", "db"}}));
}

TEST(GroupFileWatch, AFileThatNobodyAskedForMayBeMissing) {
    GroupFileWatch watch{
        "g.txt",
        false,
        [](const std::string&) -> Result<std::string> { return fail(ErrorCode::NotFound, "none"); },
        {}
    };
    EXPECT_THAT(watch.poll(kShop), IsEmpty());
    EXPECT_THAT(watch.complaints(), IsEmpty());
}

}  // namespace
}  // namespace flotilla::controllers::group
