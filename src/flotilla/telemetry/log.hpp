#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::io {
class Clock;
}

/// Structured logs: a constant message and named fields, written by a sink that is passed in.
namespace flotilla::telemetry {

enum class Level {
    Debug,  ///< the rest
    Info,   ///< the world changed
    Warn,   ///< degraded, and handled
    Error,  ///< someone should look
};

/// "debug", "info", "warn", "error".
std::string_view to_string(Level level);
/// The level of that name. Fails with InvalidArgument.
Result<Level> parse_level(std::string_view name);

/// What prints itself by a `to_string` found beside its type: keys, enums, quantities.
template <class T>
concept HasToString = requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string>;
} || requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string_view>;
};

/// One name with its value. Strings that outlive the call are borrowed; others are owned.
class Field {
public:
    using Value =
        std::variant<std::string_view, std::string, std::int64_t, std::uint64_t, double, bool, Duration>;

    Field(std::string_view name, std::string_view value) : name_(name), value_(value) {}
    Field(std::string_view name, const char* value) : name_(name), value_(std::string_view{value}) {}
    Field(std::string_view name, const std::string& value) : name_(name), value_(std::string_view{value}) {}
    Field(std::string_view name, std::string&& value) : name_(name), value_(std::move(value)) {}
    Field(std::string_view name, bool value) : name_(name), value_(value) {}
    Field(std::string_view name, double value) : name_(name), value_(value) {}
    Field(std::string_view name, const Error& error);
    template <std::signed_integral T>
    Field(std::string_view name, T value) : name_(name), value_(std::int64_t{value}) {}
    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Field(std::string_view name, T value) : name_(name), value_(std::uint64_t{value}) {}
    template <class Rep, class Period>
    Field(std::string_view name, std::chrono::duration<Rep, Period> value)
        : name_(name), value_(std::chrono::duration_cast<Duration>(value)) {}
    template <HasToString T>
        requires(!std::is_arithmetic_v<T> && !std::convertible_to<T, std::string_view>)
    Field(std::string_view name, const T& value) : name_(name), value_(std::string{to_string(value)}) {}

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] const Value& value() const { return value_; }
    /// The value as people read it: durations as "1.5s".
    [[nodiscard]] std::string text() const;
    /// The same field with a value of its own.
    [[nodiscard]] Field owned() const;

private:
    std::string_view name_;
    Value value_;
};

/// One line of the log, valid during `Sink::write`.
struct Record {
    WallTime time;
    Level level;
    std::string_view message;
    std::span<const Field> context;  ///< of the logger
    std::span<const Field> fields;   ///< of this line
};

/// Where lines go. May be called from several threads at once.
class Sink {
public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    virtual void write(const Record& record) = 0;
};

/// Stamps lines and hands those of its level and above to a sink. A value: copies share sink and clock, which
/// must outlive them.
///
///     log.info("scaled", {{"target", key}, {"from", current}, {"to", desired}});
class Logger {
public:
    using Fields = std::initializer_list<Field>;

    /// Discards everything.
    Logger() = default;
    Logger(Sink& sink, const io::Clock& clock, Level threshold = Level::Info)
        : sink_(&sink), clock_(&clock), threshold_(threshold) {}

    /// The same logger, which adds `fields` to every line. Field names must be literals.
    [[nodiscard]] Logger with(Fields fields) const;

    [[nodiscard]] bool is_enabled(Level level) const { return sink_ != nullptr && level >= threshold_; }
    void log(Level level, std::string_view message, std::span<const Field> fields) const;

    void debug(std::string_view message, Fields fields = {}) const { log(Level::Debug, message, fields); }
    void info(std::string_view message, Fields fields = {}) const { log(Level::Info, message, fields); }
    void warn(std::string_view message, Fields fields = {}) const { log(Level::Warn, message, fields); }
    void error(std::string_view message, Fields fields = {}) const { log(Level::Error, message, fields); }

private:
    Sink* sink_ = nullptr;
    const io::Clock* clock_ = nullptr;
    Level threshold_ = Level::Info;
    std::shared_ptr<const std::vector<Field>> context_;
};

}  // namespace flotilla::telemetry
