#include "flotilla/lab/workload/source/records.hpp"

#include "support/matchers.hpp"
#include "unit/lab/workload/archives.hpp"

namespace flotilla::lab::workload {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FailsWith;
using testing_support::IsOk;

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text, char separator = ',') {
    RecordReader reader{source_of_text(text), "a.csv", false, separator};
    Rows rows;
    while (reader.next().value()) {
        rows.emplace_back(reader.cells().begin(), reader.cells().end());
    }
    return rows;
}

TEST(Records, AreCellsBetweenSeparators) {
    EXPECT_EQ(rows_of("a,b\n1,\n,2"), (Rows{{"a", "b"}, {"1", ""}, {"", "2"}}));
    EXPECT_EQ(rows_of("a b\n", ' '), (Rows{{"a", "b"}}));
}

TEST(Records, MayEndInCrLfAndBeginWithAByteOrderMark) {
    EXPECT_EQ(
        rows_of("\xef\xbb\xbf"
                "a,b\r\n1,2\r\n"),
        (Rows{{"a", "b"}, {"1", "2"}})
    );
}

TEST(Records, MayBeQuoted) {
    EXPECT_EQ(rows_of("\"a,b\",\"say \"\"hi\"\"\",c\n"), (Rows{{"a,b", "say \"hi\"", "c"}}));
    EXPECT_EQ(rows_of("\"two\nlines\",1\n2,3\n"), (Rows{{"two\nlines", "1"}, {"2", "3"}}));
}

TEST(Records, LeaveOutEmptyLinesAndComments) {
    RecordReader reader{source_of_text("# about\n\n1,2\n# later\n\n3,4\n"), "a.csv", false};
    EXPECT_TRUE(reader.next().value());
    EXPECT_THAT(reader.comments(), ElementsAre("# about"));
    EXPECT_TRUE(reader.next().value());
    EXPECT_THAT(reader.cells(), ElementsAre("3", "4"));
    EXPECT_FALSE(reader.next().value());
}

TEST(Records, OfNothingAreNone) {
    EXPECT_THAT(rows_of(""), IsEmpty());
    EXPECT_THAT(rows_of("\n\r\n"), IsEmpty());
}

TEST(Records, AnOpenQuoteIsAnErrorWithItsLine) {
    RecordReader reader{source_of_text("1,2\n\"3,4\n"), "a.csv", false};
    EXPECT_TRUE(reader.next().value());
    EXPECT_THAT(
        reader.next(),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("a.csv, line 2: a quote is not closed"))
    );
}

TEST(Records, ALineWithoutEndIsRefusedAndNotKept) {
    const std::string text(10U << 20U, 'x');
    RecordReader reader{source_of_text(text), "a.csv", false};
    EXPECT_THAT(reader.next(), FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 1 is longer than")));
}

TEST(Records, StrictRefusesARowWithItsLineAndLenientCountsIt) {
    RecordReader strict{source_of_text("1\n2\n"), "a.csv", false};
    ASSERT_TRUE(strict.next().value());
    EXPECT_THAT(strict.refuse("odd"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("a.csv, line 1: odd")));
    RecordReader lenient{source_of_text("1\n2\n"), "a.csv", true};
    ASSERT_TRUE(lenient.next().value());
    EXPECT_THAT(lenient.refuse("odd"), IsOk());
    ASSERT_TRUE(lenient.next().value());
    EXPECT_THAT(lenient.refuse("even"), IsOk());
    EXPECT_THAT(lenient.notes(), ElementsAre("2 rows were left out; the first: a.csv, line 1: odd"));
}

TEST(Records, LenientTakesWhatComesBeforeACut) {
    const std::string zipped = gzip("1,2\n3,4\n5,6\n");
    const std::string cut = zipped.substr(0, zipped.size() - 4);
    RecordReader reader{unzipped(source_of_text(cut)).value(), "a.gz", true};
    std::size_t count = 0;
    while (reader.next().value()) {
        ++count;
    }
    EXPECT_GE(count, 2U);
    EXPECT_THAT(reader.notes(), ElementsAre(HasSubstr("the file is cut off; what comes before is used")));
}

TEST(Cells, AreFiniteNumbersOrNone) {
    EXPECT_EQ(parse_cell(" 1.5 "), 1.5);
    EXPECT_EQ(parse_cell("+2e3"), 2000);
    for (const auto* text : {"", "nan", "inf", "1x", "--1", "0x10", "1 2", "1e999"}) {
        EXPECT_FALSE(parse_cell(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace flotilla::lab::workload
