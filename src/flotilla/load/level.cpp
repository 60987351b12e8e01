#include "flotilla/load/level.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "flotilla/base/random.hpp"

namespace flotilla::load {
namespace {

using std::chrono::seconds;

/// A level changes at most that often in one run: more is a mistake, and would only cost memory.
constexpr std::int64_t kMaxSteps = 10'000'000;

Result<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" is not a number", text));
    }
    return value;
}

Result<double> parse_value(std::string_view text) {
    FLOTILLA_TRY(const double value, parse_number(text));
    if (value < 0) {
        return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" is below zero", text));
    }
    return value;
}

/// "a,b,c" in its parts.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// "low=1,high=2": each name once, only names of `allowed`.
using Parameters = std::map<std::string_view, std::string_view>;
Result<Parameters> parse_parameters(std::string_view text, std::initializer_list<std::string_view> allowed) {
    Parameters parameters;
    for (const std::string_view part : split(text, ',')) {
        const std::size_t equals = part.find('=');
        const std::string_view name = part.substr(0, equals);
        const bool is_known = std::find(allowed.begin(), allowed.end(), name) != allowed.end();
        if (equals == std::string_view::npos || !is_known ||
            !parameters.emplace(name, part.substr(equals + 1)).second) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("\"{}\" should be name=value, each once, of {}", part, fmt::join(allowed, ", "))
            );
        }
    }
    return parameters;
}

struct Range {
    double low;
    double high;
};
Result<Range> parse_range(const Parameters& parameters) {
    if (!parameters.contains("low") || !parameters.contains("high")) {
        return fail(ErrorCode::InvalidArgument, "low= and high= are needed");
    }
    FLOTILLA_TRY(const double low, parse_value(parameters.at("low")));
    FLOTILLA_TRY(const double high, parse_value(parameters.at("high")));
    if (high < low) {
        return fail(ErrorCode::InvalidArgument, fmt::format("high={} is below low={}", high, low));
    }
    return Range{low, high};
}

Result<Duration> parse_positive(const Parameters& parameters, std::string_view name, Duration otherwise) {
    const auto found = parameters.find(name);
    if (found == parameters.end()) {
        return otherwise;
    }
    FLOTILLA_TRY(const Duration value, parse_duration(found->second));
    if (value <= Duration{0}) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}={} must be above 0", name, found->second));
    }
    return value;
}

/// A value for every `every` of the run's length.
template <class Value>
Result<Level> sampled(Duration every, Duration length, Value value) {
    if (length / every > kMaxSteps) {
        return fail(
            ErrorCode::InvalidArgument, "this would be more than ten million steps: take longer ones"
        );
    }
    std::vector<Level::Step> steps;
    for (Duration time{0}; time < std::max(length, every); time += every) {
        steps.push_back({time, value(time)});
    }
    return Level::from_steps(std::move(steps));
}

Result<Level> parse_steps(std::string_view text) {
    std::vector<Level::Step> steps;
    for (const std::string_view part : split(text, ',')) {
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) {
            return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" should be time=value", part));
        }
        FLOTILLA_TRY(const Duration from, parse_duration(part.substr(0, equals)));
        FLOTILLA_TRY(const double value, parse_value(part.substr(equals + 1)));
        steps.push_back({from, value});
    }
    return Level::from_steps(std::move(steps));
}

Result<Level> parse_diurnal(std::string_view text, const LevelContext& context) {
    FLOTILLA_TRY(const auto parameters, parse_parameters(text, {"low", "high", "period", "phase"}));
    FLOTILLA_TRY(const Range range, parse_range(parameters));
    FLOTILLA_TRY(const Duration period, parse_positive(parameters, "period", std::chrono::hours{24}));
    FLOTILLA_TRY(const Duration phase, parse_positive(parameters, "phase", Duration{0}));
    // 288 a period: five minutes of a day.
    const Duration every = std::max<Duration>(period / 288, std::chrono::milliseconds{100});
    return sampled(every, context.length, [&](Duration time) {
        const double turns =
            static_cast<double>((time + phase).count()) / static_cast<double>(period.count());
        return range.low + (range.high - range.low) / 2 * (1 - std::cos(2 * std::numbers::pi * turns));
    });
}

Result<Level> parse_random(std::string_view text, const LevelContext& context) {
    FLOTILLA_TRY(const auto parameters, parse_parameters(text, {"low", "high", "every"}));
    FLOTILLA_TRY(const Range range, parse_range(parameters));
    FLOTILLA_TRY(const Duration every, parse_positive(parameters, "every", seconds{30}));
    RandomStream stream{context.seed, "level"};
    return sampled(every, context.length, [&](Duration) {
        return range.low + (range.high - range.low) * stream.uniform();
    });
}

Result<Level> read_trace(std::string_view text, const LevelContext& context) {
    const std::size_t comma = text.find(',');
    const std::string path{text.substr(0, comma)};
    double scale = 1;
    if (comma != std::string_view::npos) {
        FLOTILLA_TRY(const auto parameters, parse_parameters(text.substr(comma + 1), {"scale"}));
        FLOTILLA_TRY(scale, parse_value(parameters.at("scale")));
    }
    if (!context.read_file) {
        return fail(ErrorCode::InvalidArgument, "a trace cannot be read here");
    }
    FLOTILLA_TRY(const std::string csv, context.read_file(path));
    const auto level = parse_trace(csv);
    if (!level) {
        return with_context(level.error(), path);
    }
    return level->scaled(scale);
}

Result<Level> parse_shape(std::string_view text, const LevelContext& context) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        FLOTILLA_TRY(const double value, parse_value(text));
        return Level{value};
    }
    const std::string_view kind = text.substr(0, colon);
    const std::string_view rest = text.substr(colon + 1);
    if (kind == "steps") {
        return parse_steps(rest);
    }
    if (kind == "diurnal") {
        return parse_diurnal(rest, context);
    }
    if (kind == "random") {
        return parse_random(rest, context);
    }
    if (kind == "trace") {
        return read_trace(rest, context);
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("\"{}\" is none of steps, diurnal, random, trace, nor a bare number", kind)
    );
}

Result<Level::Step> parse_trace_line(std::string_view line) {
    const auto columns = split(line, ',');
    if (columns.size() < 2) {
        return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" should be seconds,value", line));
    }
    FLOTILLA_TRY(const double time, parse_value(trimmed(columns[0])));
    FLOTILLA_TRY(const double value, parse_value(trimmed(columns[1])));
    if (time > 1e9) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} s is more than thirty years", time));
    }
    return Level::Step{std::chrono::duration_cast<Duration>(std::chrono::duration<double>{time}), value};
}

}  // namespace

Result<Level> Level::from_steps(std::vector<Step> steps) {
    if (steps.empty() || steps.front().from != Duration{0}) {
        return fail(ErrorCode::InvalidArgument, "the first step must be at time 0");
    }
    for (std::size_t index = 0; index < steps.size(); ++index) {
        if (!(steps[index].value >= 0) || !std::isfinite(steps[index].value)) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("the level {} is not possible", steps[index].value)
            );
        }
        if (index > 0 && steps[index].from <= steps[index - 1].from) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "the step at {} must be later than the one before it", format_duration(steps[index].from)
                )
            );
        }
    }
    Level level{0};
    level.steps_ = std::move(steps);
    return level;
}

double Level::at(Duration time) const {
    const auto after =
        std::upper_bound(steps_.begin(), steps_.end(), time, [](Duration wanted, const Step& step) {
            return wanted < step.from;
        });
    return after == steps_.begin() ? 0 : std::prev(after)->value;
}

std::optional<Duration> Level::next_change(Duration time) const {
    const auto after =
        std::upper_bound(steps_.begin(), steps_.end(), time, [](Duration wanted, const Step& step) {
            return wanted < step.from;
        });
    return after == steps_.end() ? std::nullopt : std::optional{after->from};
}

double Level::peak() const {
    return std::max_element(
               steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.value < b.value; }
    )->value;
}

Level Level::scaled(double factor) const {
    Level level = *this;
    for (Step& step : level.steps_) {
        step.value *= factor;
    }
    return level;
}

Result<Level> parse_level(std::string_view text, const LevelContext& context) {
    auto level = parse_shape(text, context);
    if (!level) {
        return with_context(level.error(), fmt::format("the level \"{}\"", text));
    }
    return level;
}

Result<Level> parse_trace(std::string_view csv) {
    std::vector<Level::Step> steps;
    std::size_t number = 0;
    for (const std::string_view raw : split(csv, '\n')) {
        ++number;
        const std::string_view line = trimmed(raw);
        if (number == 1 || line.empty()) {
            continue;  // the header; the end of the file
        }
        const auto step = parse_trace_line(line);
        if (!step) {
            return with_context(step.error(), fmt::format("line {}", number));
        }
        if (!steps.empty() && step->from <= steps.back().from) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("line {}: its time must be later than that of the line before", number)
            );
        }
        if (steps.empty() && step->from > Duration{0}) {
            steps.push_back({Duration{0}, 0});
        }
        steps.push_back(*step);
    }
    if (steps.empty()) {
        return fail(ErrorCode::InvalidArgument, "there is no line of data in it");
    }
    return Level::from_steps(std::move(steps));
}

}  // namespace flotilla::load
