#include "flotilla/controllers/group/group_file.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::controllers::group {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(GroupFile, HasOneGroupALine) {
    const GroupFile file = parse_group_file("teastore-webui,teastore-db,teastore-image\nteastore-auth\n");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(
        file.groups,
        ElementsAre(
            GroupLine{1, {"teastore-webui", "teastore-db", "teastore-image"}}, GroupLine{2, {"teastore-auth"}}
        )
    );
}

TEST(GroupFile, TrimsBlanksAndSkipsCommentsAndEmptyLines) {
    const GroupFile file =
        parse_group_file("\xEF\xBB\xBF# groups\r\n\r\n \t web , db\t# the shop\r\n   # nothing\n");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(file.groups, ElementsAre(GroupLine{3, {"web", "db"}}));
}

TEST(GroupFile, NeedsNoLineEndAtTheEnd) {
    EXPECT_THAT(parse_group_file("web,db").groups, ElementsAre(GroupLine{1, {"web", "db"}}));
    EXPECT_THAT(parse_group_file(""), (GroupFile{}));
}

TEST(GroupFile, ReportsEveryBadLineWithItsNumber) {
    const GroupFile file = parse_group_file("web,,db\nWeb\nauth,auth\nimage,web\n\xC3\x28,x\n");
    ASSERT_EQ(file.errors.size(), 5U);
    EXPECT_EQ(file.errors[0], (LineError{1, "a member's name is empty: is there a comma too many?"}));
    EXPECT_EQ(file.errors[1].line, 2);
    EXPECT_THAT(file.errors[1].message, HasSubstr("\"Web\" cannot be the name of a Deployment"));
    EXPECT_EQ(file.errors[2], (LineError{3, "auth is named twice"}));
    EXPECT_EQ(file.errors[3], (LineError{4, "web is already a member of the group in line 1"}));
    EXPECT_EQ(file.errors[4], (LineError{5, "is not UTF-8"}));
}

TEST(GroupFile, ACommaAtTheEndIsAnEmptyName) {
    EXPECT_EQ(parse_group_file("web,").errors.size(), 1U);
    EXPECT_EQ(parse_group_file(",").errors.size(), 2U);
}

TEST(GroupFile, SurvivesAnyBytes) {
    std::string bytes;
    for (int i = 0; i < 4096; ++i) {
        bytes += static_cast<char>((i * 7919) >> 3);
    }
    const GroupFile file = parse_group_file(bytes);
    EXPECT_FALSE(file.errors.empty());
}

TEST(GroupFile, NamesMembersThatAreNotThere) {
    const GroupFile file = parse_group_file("web,db\nauth");
    EXPECT_THAT(
        unknown_members(file, {"web", "auth"}),
        ElementsAre(LineError{1, "there is no Deployment db in the application"})
    );
}

TEST(GroupFile, ErrorsReadAsThoseOfCompilers) {
    EXPECT_EQ(to_text("groups.txt", {3, "auth is named twice"}), "groups.txt:3: auth is named twice");
}

}  // namespace
}  // namespace flotilla::controllers::group
