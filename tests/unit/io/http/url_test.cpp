#include "flotilla/io/http/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::io::http {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

Url url(
    std::string scheme,
    std::string host,
    std::uint16_t port,
    std::string path = "",
    std::string user_info = ""
) {
    return {std::move(scheme), std::move(user_info), std::move(host), port, std::move(path)};
}

TEST(Url, IsTakenApart) {
    EXPECT_THAT(parse_url("https://example.com"), IsOkAnd(url("https", "example.com", 443)));
    EXPECT_THAT(parse_url("http://10.0.0.1:8001/"), IsOkAnd(url("http", "10.0.0.1", 8001)));
    EXPECT_THAT(parse_url("https://[::1]:6443/k8s/c1/"), IsOkAnd(url("https", "::1", 6443, "/k8s/c1")));
    EXPECT_THAT(parse_url("socks5h://me:p%40ss@proxy"), IsOkAnd(url("socks5", "proxy", 1080, "", "me:p@ss")));
}

TEST(Url, WritesItsAuthorityWithBracketsAroundIpv6) {
    EXPECT_EQ(url("https", "::1", 6443).authority(), "[::1]:6443");
    EXPECT_EQ(url("https", "a.b", 443).authority(), "a.b:443");
}

TEST(Url, RefusesWhatNobodyCanConnectTo) {
    EXPECT_THAT(
        parse_url("localhost:8080"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("localhost:8080"))
    );
    EXPECT_THAT(parse_url(""), FailsWith(ErrorCode::InvalidArgument, HasSubstr("is not a URL")));
    EXPECT_THAT(
        parse_url("ftp://host"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("http, https or socks5"))
    );
    EXPECT_THAT(parse_url("https://"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("names no host")));
    EXPECT_THAT(parse_url("https://host:0"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("port")));
    EXPECT_THAT(parse_url("https://host:70000"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("port")));
}

TEST(PercentEncoding, KeepsOnlyWhatIsUnreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b/c=ü"), "a%20b%2Fc%3D%C3%BC");
}

TEST(PercentEncoding, ComesBack) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    EXPECT_THAT(percent_decode(percent_encode(all)), IsOkAnd(all));
    EXPECT_THAT(percent_decode("%2f+%2F"), IsOkAnd(std::string{"/+/"}));
}

TEST(PercentEncoding, RefusesHalfAnEscape) {
    for (const char* text : {"%", "%4", "a%4", "%zz", "%4g"}) {
        EXPECT_THAT(percent_decode(text), FailsWith(ErrorCode::InvalidArgument, HasSubstr("hexadecimal")))
            << text;
    }
}

TEST(Target, FallsIntoPathAndDecodedQuery) {
    const auto target = parse_target("/api/v1/pods?labelSelector=a%3Db%2Cc&watch&limit=5&x=1+2&&limit=6");
    ASSERT_THAT(target, testing_support::IsOk());
    EXPECT_EQ(target->path, "/api/v1/pods");
    EXPECT_EQ(target->query.find("labelSelector"), "a=b,c");
    EXPECT_EQ(target->query.find("watch"), "");
    EXPECT_EQ(target->query.find("limit"), "5");
    EXPECT_EQ(target->query.find("x"), "1 2");
    EXPECT_EQ(target->query.find("y"), std::nullopt);
    EXPECT_EQ(target->query.parameters().size(), 5u);
}

TEST(Query, WritesWhatItReads) {
    Query query;
    EXPECT_EQ(query.to_string(), "");
    query.add("labelSelector", "app in (a,b)");
    query.add("limit", "5");
    EXPECT_EQ(query.to_string(), "?labelSelector=app%20in%20%28a%2Cb%29&limit=5");
    EXPECT_EQ(parse_target("/" + query.to_string())->query.parameters(), query.parameters());
}

}  // namespace
}  // namespace flotilla::io::http
