#include "flotilla/lab/workload/source/byte_source.hpp"

#include <vector>

#include "support/matchers.hpp"
#include "support/temporary_folder.hpp"
#include "unit/lab/workload/archives.hpp"

namespace flotilla::lab::workload {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;
using testing_support::TemporaryFolder;

Result<std::string> read_all(const std::string& path, std::size_t piece = 1000) {
    FLOTILLA_TRY(auto source, open_source(path));
    std::string text;
    std::vector<char> buffer(piece);
    while (true) {
        FLOTILLA_TRY(const std::size_t count, source->read(buffer));
        if (count == 0) {
            return text;
        }
        text.append(buffer.data(), count);
    }
}

std::string long_text() {
    std::string text;
    for (int i = 0; i < 100000; ++i) {
        text += fmt::format("{},{}\n", i, i * 7919 % 1009);
    }
    return text;
}

TEST(ByteSource, ReadsPlainAndGzipFilesWhateverTheirName) {
    const TemporaryFolder folder;
    EXPECT_THAT(read_all(folder.write("a.csv", "one\n")), IsOkAnd("one\n"));
    EXPECT_THAT(read_all(folder.write("b.csv", gzip(long_text()))), IsOkAnd(long_text()));
    EXPECT_THAT(read_all(folder.write("c.gz", gzip("x")), 1), IsOkAnd("x"));
    EXPECT_THAT(read_all(folder.write("empty", "")), IsOkAnd(""));
}

TEST(ByteSource, ReadsGzipMembersBehindEachOtherAsOne) {
    const TemporaryFolder folder;
    EXPECT_THAT(
        read_all(folder.write("a.gz", gzip("one\n") + gzip("") + gzip("two\n"))), IsOkAnd("one\ntwo\n")
    );
}

TEST(ByteSource, SaysWhenGzipIsCutOffOrDamaged) {
    const TemporaryFolder folder;
    const std::string whole = gzip(long_text());
    for (const std::size_t length : {whole.size() - 1, whole.size() / 2, std::size_t{5}}) {
        EXPECT_THAT(
            read_all(folder.write("a.gz", whole.substr(0, length))),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr("end too early"))
        ) << length;
    }
    std::string damaged = whole;
    damaged[whole.size() / 2] ^= 0x55;
    EXPECT_THAT(
        read_all(folder.write("b.gz", damaged)), FailsWith(ErrorCode::InvalidArgument, HasSubstr("gzip"))
    );
}

TEST(ByteSource, FindsMembersOfArchives) {
    const TemporaryFolder folder;
    const std::string archive = tar_entry("dir/", "", '5') + tar_entry("dir/first.csv", "first") +
                                tar_entry("dir/second.csv.gz", gzip("second")) + tar_end();
    const std::string plain = folder.write("a.tar", archive);
    const std::string zipped = folder.write("a.tar.gz", gzip(archive));
    for (const std::string& path : {plain, zipped}) {
        EXPECT_THAT(read_all(path + ":dir/first.csv"), IsOkAnd("first"));
        EXPECT_THAT(read_all(path + ":first.csv"), IsOkAnd("first"));
        EXPECT_THAT(read_all(path + ":second.csv.gz"), IsOkAnd("second"));
        EXPECT_THAT(
            read_all(path + ":third.csv"), FailsWith(ErrorCode::NotFound, HasSubstr("no member third.csv"))
        );
    }
}

TEST(ByteSource, KnowsTheLongNamesOfGnuAndPax) {
    const TemporaryFolder folder;
    const std::string name(150, 'n');
    const std::string record = fmt::format("{} path={}\n", name.size() + 10, name);
    const std::string gnu =
        tar_entry("././@LongLink", name + '\0', 'L') + tar_entry("short", "gnu") + tar_end();
    const std::string pax = tar_entry("PaxHeader", record, 'x') + tar_entry("short", "pax") + tar_end();
    EXPECT_THAT(read_all(folder.write("gnu.tar", gnu) + ":" + name), IsOkAnd("gnu"));
    EXPECT_THAT(read_all(folder.write("pax.tar", pax) + ":" + name), IsOkAnd("pax"));
}

TEST(ByteSource, SaysWhenAnArchiveIsDamaged) {
    const TemporaryFolder folder;
    const std::string archive = tar_entry("a", std::string(2000, 'x')) + tar_entry("b", "y") + tar_end();
    EXPECT_THAT(
        read_all(folder.write("cut.tar", archive.substr(0, 1000)) + ":b"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("the tar archive is damaged"))
    );
    EXPECT_THAT(
        read_all(folder.write("cut.tar", archive.substr(0, 1000)) + ":a"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("the middle of a member"))
    );
    EXPECT_THAT(
        read_all(folder.write("not.tar", std::string(600, 'q')) + ":a"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("no header"))
    );
}

TEST(ByteSource, NamesAFileThatIsNotThere) {
    EXPECT_THAT(read_all("/no/such.csv"), FailsWith(ErrorCode::NotFound, HasSubstr("/no/such.csv")));
    const TemporaryFolder folder;
    EXPECT_THAT(
        read_all(folder.path("")), FailsWith(ErrorCode::InvalidArgument, HasSubstr("it is a folder"))
    );
}

}  // namespace
}  // namespace flotilla::lab::workload
