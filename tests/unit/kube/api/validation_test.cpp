#include "flotilla/kube/api/validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Validation, AcceptsWhatUpstreamAccepts) {
    for (const std::string_view name : {"a", "a-b", "a.b", "1", "a1.b2-c"}) {
        EXPECT_THAT(check_dns1123_subdomain(name), IsEmpty()) << name;
    }
    EXPECT_THAT(check_dns1123_label("123-abc"), IsEmpty());
    EXPECT_THAT(check_dns1035_label("abc-1"), IsEmpty());
    EXPECT_THAT(check_path_segment("system:node:a b"), IsEmpty());
    EXPECT_THAT(check_qualified_name("example.com/My_name.x"), IsEmpty());
    EXPECT_THAT(check_label_value(""), IsEmpty());
    EXPECT_THAT(check_label_value("A.b_c-1"), IsEmpty());
    EXPECT_THAT(check_port_name("http-1"), IsEmpty());
}

TEST(Validation, ComplainsInTheWordsOfUpstream) {
    EXPECT_THAT(
        check_dns1123_subdomain("A"),
        ElementsAre(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
            "and must start "
            "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        )
    );
    EXPECT_THAT(check_dns1123_label("a.b"), ElementsAre("must not contain dots"));
    EXPECT_THAT(check_dns1123_label(std::string(64, 'a')), ElementsAre("must be no more than 63 characters"));
    EXPECT_THAT(check_dns1035_label("1a"), ElementsAre(HasSubstr("DNS-1035")));
    EXPECT_THAT(check_path_segment(".."), ElementsAre("may not be '..'"));
    EXPECT_THAT(check_path_segment("a/b%"), ElementsAre("may not contain '/'", "may not contain '%'"));
    EXPECT_THAT(check_qualified_name("/a"), ElementsAre("prefix part must be non-empty"));
    EXPECT_THAT(
        check_qualified_name("a/b/c"), ElementsAre(HasSubstr("with an optional DNS subdomain prefix"))
    );
    EXPECT_THAT(
        check_qualified_name(""),
        ElementsAre("name part must be non-empty", HasSubstr("(e.g. 'MyName',  or 'my.name',  or '123-abc'"))
    );
    EXPECT_THAT(check_label_value("-a"), ElementsAre(HasSubstr("a valid label must be an empty string")));
    EXPECT_THAT(
        check_port_name("--"),
        ElementsAre(HasSubstr("one letter"), HasSubstr("consecutive"), HasSubstr("begin or end"))
    );
    for (const std::string_view name : {"", "-a", "a-", "a..b", ".a", "a_b", "a b", "ä"}) {
        EXPECT_FALSE(check_dns1123_subdomain(name).empty()) << name;
    }
}

}  // namespace
}  // namespace flotilla::kube
