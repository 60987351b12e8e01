#include "flotilla/telemetry/probes.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/loopback.hpp"

namespace flotilla::telemetry {
namespace {

namespace asio = boost::asio;
using testing::Eq;
using testing::HasSubstr;

class ProbeHandlerTest : public testing::Test {
protected:
    io::http::Response get(std::string target, std::string accept = "*/*") {
        io::http::Request request{"GET", std::move(target)};
        request.headers.add("Accept", std::move(accept));
        std::optional<Result<io::http::Response>> answer;
        asio::co_spawn(context_, ask(std::move(request), answer), asio::detached);
        clock_.run_to_end();
        return answer.value().value();
    }

    asio::awaitable<void> ask(io::http::Request request, std::optional<Result<io::http::Response>>& answer) {
        answer = co_await transport_.round_trip(std::move(request));
    }

    asio::io_context context_;
    io::VirtualClock clock_{context_};
    Registry registry_;
    ProbeHandler handler_{registry_};
    io::http::LoopbackTransport transport_{handler_, clock_, context_.get_executor()};
};

TEST_F(ProbeHandlerTest, IsAliveAndReadyWithoutChecks) {
    for (const char* target : {"/healthz", "/livez", "/readyz"}) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, 200) << target;
        EXPECT_EQ(answer.body, "ok") << target;
    }
}

TEST_F(ProbeHandlerTest, NamesTheCheckThatFails) {
    handler_.ready().add("api-server", [] { return Result<void>{}; });
    handler_.ready().add("informers", [] {
        return Result<void>{fail(ErrorCode::Unavailable, "pods have not synced")};
    });
    const auto answer = get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("[+]api-server ok\n[-]informers failed: pods have not synced\n"));
    EXPECT_EQ(get("/livez").status, 200) << "readiness is not liveness";
}

TEST_F(ProbeHandlerTest, RunsOneCheckByName) {
    handler_.ready().add("a", [] { return Result<void>{}; });
    handler_.ready().add("b", [] { return Result<void>{fail(ErrorCode::Unavailable, "no")}; });
    EXPECT_EQ(get("/readyz/a").status, 200);
    EXPECT_EQ(get("/readyz/b").status, 503);
    EXPECT_EQ(get("/readyz/c").status, 404);
}

TEST_F(ProbeHandlerTest, TellsMoreWhenAskedTo) {
    handler_.live().add("loop", [] { return Result<void>{}; });
    EXPECT_THAT(get("/livez?verbose").body, HasSubstr("[+]loop ok"));
}

TEST_F(ProbeHandlerTest, ChoosesTheFormatOfMetricsByAccept) {
    registry_.counter("flotilla_test_events_total", "Events.").add();
    EXPECT_THAT(get("/metrics").headers.find("Content-Type"), Eq("text/plain; version=0.0.4; charset=utf-8"));
    const auto answer = get("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    EXPECT_THAT(std::string{*answer.headers.find("Content-Type")}, HasSubstr("openmetrics"));
    EXPECT_TRUE(answer.body.ends_with("# EOF\n"));
}

TEST_F(ProbeHandlerTest, AnswersOtherPathsWithWhatThereIs) {
    const auto answer = get("/readyzz");
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("/metrics"));
}

}  // namespace
}  // namespace flotilla::telemetry
