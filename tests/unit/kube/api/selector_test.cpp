#include "flotilla/kube/api/selector.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "flotilla/kube/api/encoded_object.hpp"

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

struct Case {
    std::string_view selector;
    StringMap labels;
    bool matches;
};

class LabelSelectorMatches : public testing::TestWithParam<Case> {};

TEST_P(LabelSelectorMatches, AsUpstream) {
    const Case& c = GetParam();
    const auto selector = LabelSelector::parse(c.selector);
    ASSERT_THAT(selector, IsOk()) << c.selector;
    EXPECT_EQ(selector->matches(c.labels), c.matches) << c.selector;
    const auto again = LabelSelector::parse(selector->text());
    ASSERT_THAT(again, IsOk()) << selector->text();
    EXPECT_EQ(*again, *selector);
}

INSTANTIATE_TEST_SUITE_P(
    Operators,
    LabelSelectorMatches,
    testing::Values(
        Case{"", {}, true},
        Case{"", {{"a", "b"}}, true},
        Case{"a=b", {{"a", "b"}}, true},
        Case{"a==b", {{"a", "c"}}, false},
        Case{"a=b", {}, false},
        Case{"a!=b", {}, true},
        Case{"a!=b", {{"a", "b"}}, false},
        Case{"a", {{"a", ""}}, true},
        Case{"!a", {{"a", ""}}, false},
        Case{"!a", {}, true},
        Case{"a in (x,y)", {{"a", "y"}}, true},
        Case{"a in (x,y)", {}, false},
        Case{"a notin (x,y)", {}, true},
        Case{"a notin (x,y)", {{"a", "x"}}, false},
        Case{" a = b , c in ( d , e ) ", {{"a", "b"}, {"c", "e"}}, true},
        Case{"a=,b", {{"a", ""}, {"b", "1"}}, true},
        Case{"a in ()", {{"a", ""}}, true},
        Case{"a in (,x)", {{"a", ""}}, true},
        Case{"a>5", {{"a", "6"}}, true},
        Case{"a>5", {{"a", "5"}}, false},
        Case{"a<5", {{"a", "x"}}, false},
        Case{"a<5", {}, false},
        Case{"in in (in,notin)", {{"in", "notin"}}, true},
        Case{"example.com/a=b", {{"example.com/a", "b"}}, true},
        Case{"a=b,a!=c", {{"a", "b"}}, true}
    )
);

TEST(LabelSelector, HasACanonicalText) {
    EXPECT_EQ(
        LabelSelector::parse("z in (b,a),a==1,!m,k,n notin (q)")->text(), "a=1,k,!m,n notin (q),z in (a,b)"
    );
}

TEST(LabelSelector, ComplainsInTheWordsOfUpstream) {
    struct Bad {
        std::string_view text;
        std::string_view complaint;
    };
    for (const Bad& bad : {
             Bad{"a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"},
             Bad{"a=b c", "found 'c', expected: ',' or 'end of string'"},
             Bad{"a,", "found '', expected: identifier after ','"},
             Bad{",a", "found ',', expected: !, identifier, or 'end of string'"},
             Bad{"a in b", "unable to parse requirement: found 'b' expected: '('"},
             Bad{"a in (b", "unable to parse requirement: found '', expected: ',' or ')'"},
             Bad{"!", "unable to parse requirement: found '', expected: identifier"},
             Bad{"a>x",
                 "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, "
                 "the value must be an integer"},
         }) {
        EXPECT_THAT(
            LabelSelector::parse(bad.text), FailsWith(ErrorCode::InvalidArgument, std::string{bad.complaint})
        );
    }
    EXPECT_THAT(
        LabelSelector::parse("-a=b"),
        FailsWith(
            ErrorCode::InvalidArgument, HasSubstr("<nil>: Invalid value: \"-a\": name part must consist")
        )
    );
    EXPECT_THAT(
        LabelSelector::parse("a=-b"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("values[0][a]: Invalid value: \"-b\": a valid label"))
    );
}

template <class Selector>
std::string result(const Result<Selector>& selector) {
    return selector ? selector->text() : "error: " + selector.error().message;
}

TEST(Selectors, AgreeWithUpstreamOnThousandsOfTexts) {
    std::ifstream file{FLOTILLA_TEST_DATA "/golden/kube/selector.tsv"};  // tools/golden/kube
    std::string line;
    std::size_t count = 0;
    for (; std::getline(file, line); ++count) {
        std::istringstream fields{line};
        std::string kind;
        std::string input;
        std::string wanted;
        std::getline(fields, kind, '\t');
        std::getline(fields, input, '\t');
        std::getline(fields, wanted);
        EXPECT_EQ(
            kind == "label" ? result(LabelSelector::parse(input)) : result(FieldSelector::parse(input)),
            wanted
        ) << kind
          << " " << input;
    }
    EXPECT_EQ(count, 3'000U);
}

TEST(LabelSelector, IsReadFromAnObject) {
    const auto selector = LabelSelector::from_json(*parse_json(
        R"({"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"In","values":["b","a"]},{"key":"x","operator":"DoesNotExist"}]})"
    ));
    ASSERT_THAT(selector, IsOk());
    EXPECT_EQ(selector->text(), "app=web,tier in (a,b),!x");
    EXPECT_TRUE(LabelSelector::from_json(*parse_json("{}"))->is_everything());
    EXPECT_THAT(
        LabelSelector::from_json(*parse_json(R"({"matchExpressions":[{"key":"a","operator":"Like"}]})")),
        FailsWith(ErrorCode::InvalidArgument, R"("Like" is not a valid label selector operator)")
    );
    EXPECT_THAT(
        LabelSelector::from_json(*parse_json(R"({"matchExpressions":[{"key":"a","operator":"In"}]})")),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("values set can't be empty"))
    );
}

TEST(LabelSelector, MatchesEncodedObjects) {
    const auto pod = EncodedObject::parse(R"({"metadata":{"labels":{"app":"web"}}})");
    EXPECT_TRUE(LabelSelector::parse("app=web")->matches(**pod));
    EXPECT_FALSE(LabelSelector::parse("app!=web")->matches(**pod));
}

TEST(FieldSelector, ReadsAndWrites) {
    const auto selector = FieldSelector::parse(R"(metadata.name=web,status.phase!=Running,a==b\,c\=d)");
    ASSERT_THAT(selector, IsOk());
    ASSERT_EQ(selector->requirements().size(), 3U);
    EXPECT_EQ(selector->exact("metadata.name"), "web");
    EXPECT_EQ(selector->exact("status.phase"), std::nullopt);
    EXPECT_EQ(selector->exact("a"), "b,c=d");
    EXPECT_EQ(selector->text(), R"(a=b\,c\=d,metadata.name=web,status.phase!=Running)");
    EXPECT_TRUE(FieldSelector::parse("")->is_everything());
}

TEST(FieldSelector, ComplainsInTheWordsOfUpstream) {
    EXPECT_THAT(
        FieldSelector::parse("abc"),
        FailsWith(ErrorCode::InvalidArgument, "invalid selector: 'abc'; can't understand 'abc'")
    );
    EXPECT_THAT(
        FieldSelector::parse("a=b=c"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("unescaped character in value"))
    );
    EXPECT_THAT(
        FieldSelector::parse(R"(a=b\x)"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("invalid escape sequence: \\x"))
    );
    EXPECT_THAT(
        FieldSelector::parse("a=b\\"),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("invalid escape sequence"))
    );
}

}  // namespace
}  // namespace flotilla::kube
