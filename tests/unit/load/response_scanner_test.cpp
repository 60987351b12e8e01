#include "flotilla/load/response_scanner.hpp"

#include <gmock/gmock.h>

#include "flotilla/base/random.hpp"

namespace flotilla::load {
namespace {

struct Case {
    std::string name;
    std::string bytes;
    int status;
    bool keeps_connection;
};

class WholeResponses : public testing::TestWithParam<Case> {};

TEST_P(WholeResponses, EndWhereTheyEndHoweverTheyAreCut) {
    const Case& c = GetParam();
    const std::string next = "HTTP/1.1 500 next\r\n";
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        RandomStream stream{seed, "cuts"};
        ResponseScanner scanner;
        std::string_view rest{c.bytes};
        while (!rest.empty()) {
            ASSERT_FALSE(scanner.is_done());
            const auto size = static_cast<std::size_t>(stream.between(1, 40));
            const std::string_view piece = rest.substr(0, size);
            ASSERT_EQ(scanner.take(piece), piece.size());
            rest.remove_prefix(piece.size());
        }
        EXPECT_TRUE(scanner.is_done());
        EXPECT_EQ(scanner.status(), c.status);
        EXPECT_EQ(scanner.keeps_connection(), c.keeps_connection);
    }
    ResponseScanner scanner;
    EXPECT_EQ(scanner.take(c.bytes + next), c.bytes.size());
    scanner.reset();
    EXPECT_EQ(scanner.state(), ResponseScanner::State::Head);
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    WholeResponses,
    testing::Values(
        Case{"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true},
        Case{"empty", "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", 200, true},
        Case{"no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, true},
        Case{"no reason", "HTTP/1.1 503 \r\nContent-Length: 1\r\n\r\nx", 503, true},
        Case{"close", "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\nx", 200, false},
        Case{"old", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, false},
        Case{
            "old, kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", 200, true
        },
        Case{
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
            "chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            200,
            true
        },
        Case{
            "trailer",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nChecksum: 1\r\n\r\n",
            200,
            true
        },
        Case{
            "interim",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
            201,
            true
        }
    )
);

TEST(ResponseScanner, TakesABodyWithoutALengthUpToTheEnd) {
    ResponseScanner scanner;
    scanner.take("HTTP/1.1 200 OK\r\n\r\nsome");
    EXPECT_FALSE(scanner.is_done());
    scanner.take(" more");
    scanner.close();
    EXPECT_TRUE(scanner.is_done());
    EXPECT_FALSE(scanner.keeps_connection());
}

TEST(ResponseScanner, IsBrokenWhenTheConnectionEndsTooEarly) {
    for (const char* bytes :
         {"",
          "HTTP/1.1 2",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) {
        ResponseScanner scanner;
        scanner.take(bytes);
        scanner.close();
        EXPECT_TRUE(scanner.is_broken()) << bytes;
    }
}

TEST(ResponseScanner, RefusesWhatIsNoHttp) {
    const std::string endless(200000, 'x');
    for (const std::string& bytes :
         {std::string{"SSH-2.0-OpenSSH\r\n"},
          std::string{"HTTP/2 200\r\n"},
          std::string{"HTTP/1.1 abc OK\r\n"},
          std::string{"HTTP/1.1 099 OK\r\n"},
          std::string{"HTTP/1.1 200 OK\r\nno colon\r\n"},
          std::string{"HTTP/1.1 200 OK\r\nContent-Length: many\r\n"},
          std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
          std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"},
          endless}) {
        ResponseScanner scanner;
        scanner.take(bytes);
        EXPECT_TRUE(scanner.is_broken()) << bytes.substr(0, 80);
    }
}

}  // namespace
}  // namespace flotilla::load
