#include "flotilla/telemetry/log.hpp"

#include <array>

#include "flotilla/io/clock.hpp"

namespace flotilla::telemetry {

namespace {

constexpr std::array kLevels{Level::Debug, Level::Info, Level::Warn, Level::Error};

struct TextOf {
    std::string operator()(std::string_view value) const { return std::string{value}; }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(std::uint64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(Duration value) const {
        return fmt::format("{}s", std::chrono::duration<double>(value).count());
    }
};

}  // namespace

std::string_view to_string(Level level) {
    switch (level) {
        case Level::Debug:
            return "debug";
        case Level::Info:
            return "info";
        case Level::Warn:
            return "warn";
        case Level::Error:
            return "error";
    }
    return "unknown";
}

Result<Level> parse_level(std::string_view name) {
    for (const Level level : kLevels) {
        if (to_string(level) == name) {
            return level;
        }
    }
    return fail(
        ErrorCode::InvalidArgument, fmt::format("log level '{}': use debug, info, warn or error", name)
    );
}

Field::Field(std::string_view name, const Error& error)
    : name_(name), value_(fmt::format("{}: {}", flotilla::to_string(error.code), error.message)) {}

std::string Field::text() const {
    return std::visit(TextOf{}, value_);
}

Field Field::owned() const {
    Field copy = *this;
    if (const auto* borrowed = std::get_if<std::string_view>(&value_)) {
        copy.value_ = std::string{*borrowed};
    }
    return copy;
}

Logger Logger::with(Fields fields) const {
    auto context = context_ ? *context_ : std::vector<Field>{};
    for (const Field& field : fields) {
        context.push_back(field.owned());
    }
    Logger child = *this;
    child.context_ = std::make_shared<const std::vector<Field>>(std::move(context));
    return child;
}

void Logger::log(Level level, std::string_view message, std::span<const Field> fields) const {
    if (!is_enabled(level)) {
        return;
    }
    const std::span<const Field> context =
        context_ ? std::span<const Field>{*context_} : std::span<const Field>{};
    sink_->write(Record{clock_->wall_now(), level, message, context, fields});
}

}  // namespace flotilla::telemetry
