#include "flotilla/cluster/schema/custom/cel.hpp"

#include <gmock/gmock.h>

#include "builtin.hpp"
#include "support/matchers.hpp"

namespace flotilla::cluster::custom {
namespace {

using flotilla::testing_support::FailsWith;
using flotilla::testing_support::IsOkAnd;
using testing::HasSubstr;
using testing_support::json;

const char* const kSelf =
    "{'n':3,'r':1.5,'s':'abc','on':true,'none':null,'list':[1,2,3],'names':['a','b'],'map':{'a':1,'b':2},"
    "'items':[{'k':'x','v':1},{'k':'y','v':2}],'my-key':7,'namespace':'d'}";

struct Case {
    std::string_view expression;
    std::string value;
};
class Cel : public testing::TestWithParam<Case> {};
TEST_P(Cel, GivesTheValueThatTheSpecificationSays) {
    const Result<CelExpression> parsed = CelExpression::parse(GetParam().expression);
    ASSERT_TRUE(parsed) << GetParam().expression << ": " << parsed.error().message;
    const kube::Json self = json(kSelf);
    EXPECT_THAT(parsed->evaluate(self, nullptr), IsOkAnd(json(GetParam().value))) << GetParam().expression;
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    Cel,
    testing::Values(
        Case{"self.n + 2 * 3 - 1", "8"},
        Case{"-self.n", "-3"},
        Case{"7 / 2", "3"},
        Case{"7 % 2", "1"},
        Case{"self.r * 2.0", "3.0"},
        Case{"self.n == 3.0", "true"},
        Case{"self.n < self.r", "false"},
        Case{"self.s + 'd' == \"abcd\"", "true"},
        Case{"!self.on", "false"},
        Case{"self.none == null", "true"},
        Case{"self.n > 2 && self.on", "true"},
        Case{"self.n > 5 || self.s == 'abc'", "true"},
        Case{"true || self.missing", "true"},
        Case{"self.missing && false", "false"},
        Case{"self.on ? 'y' : 'n'", "'y'"},
        Case{"2 in self.list", "true"},
        Case{"'c' in self.map", "false"},
        Case{"has(self.n)", "true"},
        Case{"has(self.missing)", "false"},
        Case{"size(self.list)", "3"},
        Case{"self.s.size()", "3"},
        Case{"self.list[1]", "2"},
        Case{"self.map['b']", "2"},
        Case{"self.items[0].k", "'x'"},
        Case{"self.list.all(x, x > 0)", "true"},
        Case{"self.list.exists(x, x > 2)", "true"},
        Case{"self.list.exists_one(x, x > 1)", "false"},
        Case{"self.list.filter(x, x > 1)", "[2,3]"},
        Case{"self.items.map(i, i.v)", "[1,2]"},
        Case{"self.map.all(k, self.map[k] > 0)", "true"},
        Case{"self.items.all(i, self.items.exists_one(j, j.k == i.k))", "true"},
        Case{"self.s.startsWith('ab')", "true"},
        Case{"self.s.endsWith('ab')", "false"},
        Case{"self.s.contains('b')", "true"},
        Case{"self.s.matches('^[a-c]+$')", "true"},
        Case{"self.s.upperAscii()", "'ABC'"},
        Case{"'a,b'.split(',')", "['a','b']"},
        Case{"int('12')", "12"},
        Case{"string(self.n)", "'3'"},
        Case{"type(self.n) == int", "true"},
        Case{"self.list.isSorted()", "true"},
        Case{"self.list.sum()", "6"},
        Case{"self.list.max()", "3"},
        Case{"self.my__dash__key", "7"},
        Case{"self.__namespace__", "'d'"},
        Case{"{'a': 1}.a", "1"},
        Case{"[1] + [2]", "[1,2]"},
        Case{"self.names == ['a', 'b']", "true"},
        Case{"'\\n' == \"\\n\"", "true"},
        Case{"r'\\d' == '\\\\d'", "true"}
    )
);

TEST(CelExpression, TellsWhatIsWrongWithAValue) {
    const kube::Json self = json(kSelf);
    struct Wrong {
        std::string_view expression;
        std::string_view message;
    };
    const Wrong cases[] = {
        {"self.missing", "no such key: missing"},
        {"self.list[9]", "index out of bounds: 9"},
        {"1 / 0", "division by zero"},
        {"self.s + 1", "no such overload"},
        {"9223372036854775807 + 1", "overflow"},
        {"other", "undeclared reference to 'other'"},
        {"oldSelf", "undeclared reference"},
        {"self.n ? 1 : 2", "no such overload"},
    };
    for (const Wrong& each : cases) {
        const Result<CelExpression> parsed = CelExpression::parse(each.expression);
        ASSERT_TRUE(parsed) << each.expression;
        EXPECT_THAT(
            parsed->evaluate(self, nullptr),
            FailsWith(ErrorCode::InvalidArgument, HasSubstr(std::string{each.message}))
        ) << each.expression;
    }
}

TEST(CelExpression, KeepsSyntaxErrorsApartFromWhatItLacks) {
    for (const std::string_view text :
         {"", "self.", "1 +", "(1", "a b", "'open", "has(1)", "self.x[", "#", "{1:2", "a ? b"}) {
        EXPECT_THAT(CelExpression::parse(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr(""))) << text;
    }
    for (const std::string_view text :
         {"quantity('1')",
          "self.t.getSeconds()",
          "duration('1s')",
          "self.?x",
          "1u",
          "self.list.map(x, x > 1, x)"}) {
        EXPECT_THAT(CelExpression::parse(text), FailsWith(ErrorCode::Unsupported, HasSubstr("not supported")))
            << text;
    }
}

TEST(CelExpression, EndsWhateverItIsGiven) {
    const kube::Json self =
        json("{'l':[" + std::string("1") + std::string(",1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1") + "]}");
    const Result<CelExpression> nested = CelExpression::parse(
        "self.l.all(a, self.l.all(b, self.l.all(c, self.l.all(d, self.l.all(e, a + b + c + d + e > 0)))))"
    );
    ASSERT_TRUE(nested);
    EXPECT_THAT(
        nested->evaluate(self, nullptr), FailsWith(ErrorCode::InvalidArgument, HasSubstr("too many steps"))
    );
    EXPECT_FALSE(CelExpression::parse(std::string(100'000, '(')));
    EXPECT_FALSE(CelExpression::parse(std::string(100'000, '!')));
}

}  // namespace
}  // namespace flotilla::cluster::custom
