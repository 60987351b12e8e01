#include "flotilla/telemetry/sinks.hpp"

#include <chrono>
#include <cmath>

#include <unistd.h>

#include "flotilla/base/json_string.hpp"

namespace flotilla::telemetry {

namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

void append_number(std::string& out, double value) {
    if (std::isfinite(value)) {
        fmt::format_to(std::back_inserter(out), "{}", value);
    } else {
        append_json_string(out, fmt::format("{}", value));  // JSON has no word for these
    }
}

struct AppendJson {
    std::string& out;

    void operator()(std::string_view value) const { append_json_string(out, value); }
    void operator()(const std::string& value) const { append_json_string(out, value); }
    void operator()(std::int64_t value) const { fmt::format_to(std::back_inserter(out), "{}", value); }
    void operator()(std::uint64_t value) const { fmt::format_to(std::back_inserter(out), "{}", value); }
    void operator()(double value) const { append_number(out, value); }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(Duration value) const { append_number(out, seconds(value)); }
};

void append_json_fields(std::string& out, std::span<const Field> fields) {
    for (const Field& field : fields) {
        out += ',';
        append_json_string(out, field.name());
        out += ':';
        std::visit(AppendJson{out}, field.value());
    }
}

bool needs_quotes(std::string_view text) {
    return text.empty() || text.find_first_of(" \"=\n\r\t") != std::string_view::npos;
}

void append_text_fields(std::string& out, std::span<const Field> fields) {
    for (const Field& field : fields) {
        out += ' ';
        out += field.name();
        out += '=';
        const std::string text = field.text();
        if (needs_quotes(text)) {
            append_json_string(out, text);
        } else {
            out += text;
        }
    }
}

std::string_view colour_of(Level level) {
    switch (level) {
        case Level::Debug:
            return "\x1b[2m";
        case Level::Info:
            return "\x1b[32m";
        case Level::Warn:
            return "\x1b[33m";
        case Level::Error:
            return "\x1b[31m";
    }
    return "";
}

std::string_view padded_name(Level level) {
    switch (level) {
        case Level::Debug:
            return "DEBUG";
        case Level::Info:
            return "INFO ";
        case Level::Warn:
            return "WARN ";
        case Level::Error:
            return "ERROR";
    }
    return "?????";
}

std::string time_of_day(WallTime time) {
    const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss day{std::chrono::floor<std::chrono::milliseconds>(since_midnight)};
    return fmt::format(
        "{:02}:{:02}:{:02}.{:03}Z",
        day.hours().count(),
        day.minutes().count(),
        day.seconds().count(),
        day.subseconds().count()
    );
}

/// One fwrite, so that lines of several threads do not mix; stdio locks the file.
void write_line(std::FILE& file, std::string line) {
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), &file);
    std::fflush(&file);
}

}  // namespace

std::string format_json(const Record& record) {
    std::string line = R"({"time":)";
    append_json_string(line, format_micro_time(record.time));
    line += R"(,"level":)";
    append_json_string(line, to_string(record.level));
    line += R"(,"message":)";
    append_json_string(line, record.message);
    append_json_fields(line, record.context);
    append_json_fields(line, record.fields);
    line += '}';
    return line;
}

std::string format_text(const Record& record, bool colour) {
    std::string line = time_of_day(record.time);
    line += ' ';
    if (colour) {
        line += colour_of(record.level);
    }
    line += padded_name(record.level);
    if (colour) {
        line += "\x1b[0m";
    }
    line += ' ';
    line += record.message;
    append_text_fields(line, record.context);
    append_text_fields(line, record.fields);
    return line;
}

void JsonLinesSink::write(const Record& record) {
    write_line(file_, format_json(record));
}

void TextSink::write(const Record& record) {
    write_line(file_, format_text(record, colour_));
}

std::unique_ptr<Sink> make_sink(std::FILE& file) {
    if (::isatty(::fileno(&file)) == 1) {
        return std::make_unique<TextSink>(file, true);
    }
    return std::make_unique<JsonLinesSink>(file);
}

void MemorySink::write(const Record& record) {
    Line line{record.time, record.level, std::string{record.message}, {}};
    for (const auto fields : {record.context, record.fields}) {
        for (const Field& field : fields) {
            line.fields.insert_or_assign(std::string{field.name()}, field.text());
        }
    }
    const std::scoped_lock lock{mutex_};
    lines_.push_back(std::move(line));
}

std::vector<MemorySink::Line> MemorySink::lines() const {
    const std::scoped_lock lock{mutex_};
    return lines_;
}

std::vector<MemorySink::Line> MemorySink::lines(std::string_view message) const {
    const std::scoped_lock lock{mutex_};
    std::vector<Line> found;
    for (const Line& line : lines_) {
        if (line.message == message) {
            found.push_back(line);
        }
    }
    return found;
}

}  // namespace flotilla::telemetry
