#pragma once
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flotilla/telemetry/log.hpp"

/// Where log lines go: JSON lines for machines, text for people, memory for tests.
namespace flotilla::telemetry {

/// {"time":"…","level":"info","message":"scaled","target":"shop/web","to":3}, one object a line, durations in
/// seconds.
std::string format_json(const Record& record);
/// "12:30:01.250Z INFO  scaled target=shop/web to=3"; with colour for a terminal.
std::string format_text(const Record& record, bool colour);

/// Writes JSON lines, each in one piece.
class JsonLinesSink final : public Sink {
public:
    explicit JsonLinesSink(std::FILE& file) : file_(file) {}
    void write(const Record& record) override;

private:
    std::FILE& file_;
};

/// Writes text for people.
class TextSink final : public Sink {
public:
    TextSink(std::FILE& file, bool colour) : file_(file), colour_(colour) {}
    void write(const Record& record) override;

private:
    std::FILE& file_;
    bool colour_;
};

/// Text when `file` is a terminal, JSON lines otherwise.
std::unique_ptr<Sink> make_sink(std::FILE& file);

/// Keeps lines, for tests.
class MemorySink final : public Sink {
public:
    struct Line {
        WallTime time;
        Level level;
        std::string message;
        std::map<std::string, std::string> fields;
    };

    void write(const Record& record) override;
    [[nodiscard]] std::vector<Line> lines() const;
    /// The lines with that message.
    [[nodiscard]] std::vector<Line> lines(std::string_view message) const;

private:
    mutable std::mutex mutex_;
    std::vector<Line> lines_;
};

}  // namespace flotilla::telemetry
