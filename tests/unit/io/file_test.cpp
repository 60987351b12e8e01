#include "flotilla/io/file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/matchers.hpp"

namespace flotilla::io {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::IsOkAnd;

class Files : public testing::Test {
protected:
    Files() {
        std::string pattern = (std::filesystem::temp_directory_path() / "flotilla-file-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Files() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(Files, ReadBackWhatWasWritten) {
    const std::string text(100'000, 'x');
    ASSERT_THAT(write_file_atomically(folder_ / "a", text), IsOk());
    EXPECT_THAT(read_file(folder_ / "a"), IsOkAnd(Eq(text)));
}

TEST_F(Files, LeaveNothingBesideTheFile) {
    ASSERT_THAT(write_file_atomically(folder_ / "a", "1"), IsOk());
    ASSERT_THAT(write_file_atomically(folder_ / "a", "2"), IsOk());
    EXPECT_THAT(read_file(folder_ / "a"), IsOkAnd(Eq("2")));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_}, {}), 1);
}

TEST_F(Files, SayWhatCannotBeRead) {
    EXPECT_THAT(read_file(folder_ / "none"), FailsWith(ErrorCode::NotFound, HasSubstr("none: No such file")));
    EXPECT_THAT(read_file(folder_), FailsWith(ErrorCode::InvalidArgument, HasSubstr("no plain file")));
    std::ofstream{folder_ / "long"} << "12345";
    EXPECT_THAT(
        read_file(folder_ / "long", 4),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("longer than 4 bytes"))
    );
}

TEST_F(Files, AreReadThroughASwappedLink) {
    std::filesystem::create_directory(folder_ / "v1");
    std::filesystem::create_directory(folder_ / "v2");
    std::ofstream{folder_ / "v1/groups"} << "one";
    std::ofstream{folder_ / "v2/groups"} << "two";
    std::filesystem::create_directory_symlink("v1", folder_ / "data");
    EXPECT_THAT(read_file(folder_ / "data/groups"), IsOkAnd(Eq("one")));
    std::filesystem::create_directory_symlink("v2", folder_ / "next");
    std::filesystem::rename(folder_ / "next", folder_ / "data");
    EXPECT_THAT(read_file(folder_ / "data/groups"), IsOkAnd(Eq("two")));
}

TEST_F(Files, ThatCannotBeWrittenLeaveTheOldOne) {
    EXPECT_THAT(
        write_file_atomically(folder_ / "no/such/a", "x"),
        FailsWith(ErrorCode::NotFound, HasSubstr("cannot write"))
    );
}

}  // namespace
}  // namespace flotilla::io
