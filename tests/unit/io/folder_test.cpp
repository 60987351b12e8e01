#include "flotilla/io/folder.hpp"

#include <iterator>

#include "flotilla/io/file.hpp"

#include "support/matchers.hpp"
#include "support/temporary_folder.hpp"

namespace flotilla::io {
namespace {

using testing_support::IsOk;
using testing_support::IsOkAnd;
using testing_support::TemporaryFolder;

auto count_entries(const std::string& path) {
    return std::distance(std::filesystem::directory_iterator{path}, {});
}

TEST(WriteFolder, MakesItWithItsParents) {
    const TemporaryFolder folder;
    ASSERT_THAT(write_folder_atomically(folder.path("a/b/c"), {{"x", "1"}, {"y", "2"}}), IsOk());
    EXPECT_THAT(read_file(folder.path("a/b/c/x")), IsOkAnd("1"));
    EXPECT_THAT(read_file(folder.path("a/b/c/y")), IsOkAnd("2"));
    EXPECT_EQ(count_entries(folder.path("a/b")), 1);
}

TEST(WriteFolder, ReplacesTheWholeOfWhatWasThere) {
    const TemporaryFolder folder;
    ASSERT_THAT(write_folder_atomically(folder.path("a"), {{"old", "1"}}), IsOk());
    ASSERT_THAT(write_folder_atomically(folder.path("a/"), {{"new", "2"}}), IsOk());
    EXPECT_FALSE(std::filesystem::exists(folder.path("a/old")));
    EXPECT_THAT(read_file(folder.path("a/new")), IsOkAnd("2"));
    EXPECT_EQ(count_entries(folder.path(".")), 1);
}

TEST(WriteFolder, LeavesNothingBehindWhenAFileCannotBeWritten) {
    const TemporaryFolder folder;
    EXPECT_FALSE(write_folder_atomically(folder.path("a"), {{"x", "1"}, {"no/such/folder", "2"}}));
    EXPECT_EQ(count_entries(folder.path(".")), 0);
}

TEST(WriteFolder, DoesNotReplaceAFile) {
    const TemporaryFolder folder;
    folder.write("a", "mine");
    EXPECT_FALSE(write_folder_atomically(folder.path("a"), {{"x", "1"}}));
    EXPECT_THAT(read_file(folder.path("a")), IsOkAnd("mine"));
}

}  // namespace
}  // namespace flotilla::io
