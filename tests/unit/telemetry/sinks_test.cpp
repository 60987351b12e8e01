#include "flotilla/telemetry/sinks.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flotilla::telemetry {
namespace {

using testing::Eq;
using testing::HasSubstr;
using namespace std::chrono_literals;

const WallTime kNoon = WallTime{std::chrono::sys_days{std::chrono::January / 31 / 2026}} + 12h + 250ms;

Record record(std::string_view message, std::span<const Field> fields) {
    return Record{kNoon, Level::Info, message, {}, fields};
}

TEST(JsonLines, NumbersStayNumbersAndDurationsAreSeconds) {
    const std::array<Field, 3> fields{Field{"to", 3}, Field{"took", 1500ms}, Field{"ready", true}};
    EXPECT_THAT(
        format_json(record("scaled", fields)),
        Eq(R"({"time":"2026-01-31T12:00:00.250000Z","level":"info","message":"scaled","to":3,"took":1.5,"ready":true})"
        )
    );
}

TEST(JsonLines, EscapeWhatWouldEndTheStringOrTheLine) {
    const std::array<Field, 1> fields{Field{"error", "line 1\nsaid \"no\\\" \x01"}};
    EXPECT_THAT(format_json(record("x", fields)), HasSubstr(R"("error":"line 1\nsaid \"no\\\" \u0001")"));
}

TEST(JsonLines, WriteNumbersThatJsonLacksAsText) {
    const std::array<Field, 1> fields{Field{"ratio", std::nan("")}};
    EXPECT_THAT(format_json(record("x", fields)), HasSubstr(R"("ratio":"nan")"));
}

TEST(Text, QuotesValuesThatWouldReadAsSeveral) {
    const std::array<Field, 2> fields{Field{"target", "shop/web"}, Field{"reason", "too few"}};
    EXPECT_THAT(
        format_text(record("scaled", fields), false),
        Eq(R"(12:00:00.250Z INFO  scaled target=shop/web reason="too few")")
    );
}

TEST(Text, ColoursTheLevelOnATerminal) {
    EXPECT_THAT(format_text(record("scaled", {}), true), HasSubstr("\x1b[32mINFO \x1b[0m"));
}

TEST(JsonLinesSink, EndsEachRecordWithANewline) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), &std::fclose};
    JsonLinesSink sink{*file};
    sink.write(record("one", {}));
    sink.write(record("two", {}));
    std::rewind(file.get());
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    EXPECT_EQ(std::ranges::count(text, '\n'), 2);
    EXPECT_TRUE(text.ends_with("}\n"));
}

}  // namespace
}  // namespace flotilla::telemetry
