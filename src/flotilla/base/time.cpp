#include "flotilla/base/time.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

namespace flotilla {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct CivilTime {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Duration> time;
};

CivilTime civil(WallTime when) {
    const auto midnight = std::chrono::floor<days>(when);
    return {std::chrono::year_month_day{midnight}, std::chrono::hh_mm_ss<Duration>{when - midnight}};
}

std::string format_seconds(const CivilTime& t) {
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        int{t.date.year()},
        unsigned{t.date.month()},
        unsigned{t.date.day()},
        t.time.hours().count(),
        t.time.minutes().count(),
        t.time.seconds().count()
    );
}

/// Reads a text from left to right; every step says whether it found what it looked for.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    std::optional<int> digits(std::size_t count) {
        int value = 0;
        if (rest_.size() < count) {
            return std::nullopt;
        }
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
        if (error != std::errc{} || end != rest_.data() + count || rest_.front() == '-') {
            return std::nullopt;
        }
        rest_.remove_prefix(count);
        return value;
    }

    bool skip(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    /// ".123": nanoseconds; zero when there is no fraction; nothing when it is a lone point.
    std::optional<Duration> fraction() {
        if (!skip('.')) {
            return Duration{0};
        }
        Duration::rep value = 0;
        Duration::rep unit = 1'000'000'000;
        std::size_t count = 0;
        for (; !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0; ++count) {
            unit /= 10;
            value += unit * (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return count == 0 ? std::nullopt : std::optional{Duration{value}};
    }

    /// "Z" or "+02:00".
    std::optional<Duration> offset() {
        if (skip('Z') || skip('z')) {
            return Duration{0};
        }
        const bool is_west = skip('-');
        if (!is_west && !skip('+')) {
            return std::nullopt;
        }
        const auto h = digits(2);
        const auto m = h && skip(':') ? digits(2) : std::nullopt;
        if (!m || *h > 23 || *m > 59) {
            return std::nullopt;
        }
        const Duration east = hours{*h} + minutes{*m};
        return is_west ? -east : east;
    }

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<WallTime> scan_time(std::string_view text) {
    Scanner scan{text};
    const auto year = scan.digits(4);
    const auto month = year && scan.skip('-') ? scan.digits(2) : std::nullopt;
    const auto day = month && scan.skip('-') ? scan.digits(2) : std::nullopt;
    if (!day || !(scan.skip('T') || scan.skip('t'))) {
        return std::nullopt;
    }
    const auto hour = scan.digits(2);
    const auto minute = hour && scan.skip(':') ? scan.digits(2) : std::nullopt;
    const auto second = minute && scan.skip(':') ? scan.digits(2) : std::nullopt;
    const auto fraction = second ? scan.fraction() : std::nullopt;
    const auto offset = fraction ? scan.offset() : std::nullopt;
    if (!offset || !scan.is_at_end()) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}
    };
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    return WallTime{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second} +
           *fraction - *offset;
}

struct Unit {
    std::string_view suffix;
    double nanoseconds;
};
constexpr std::array kUnits{
    Unit{"ms", 1e6},
    Unit{"us", 1e3},
    Unit{"ns", 1.0},
    Unit{"s", 1e9},
    Unit{"m", 60e9},
    Unit{"h", 3600e9},
    Unit{"d", 86400e9}
};

std::optional<double> take_unit(std::string_view& rest) {
    for (const Unit& unit : kUnits) {
        if (rest.starts_with(unit.suffix)) {
            rest.remove_prefix(unit.suffix.size());
            return unit.nanoseconds;
        }
    }
    return std::nullopt;
}

std::optional<double> take_number(std::string_view& rest) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(value)) {
        return std::nullopt;
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return value;
}

std::optional<double> scan_nanoseconds(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    text.remove_prefix(is_negative ? 1 : 0);
    double total = 0;
    bool is_first = true;
    do {
        if (text.starts_with('-')) {
            return std::nullopt;
        }
        const auto number = take_number(text);
        if (!number) {
            return std::nullopt;
        }
        const bool is_bare = text.empty() && is_first;
        const auto unit = is_bare ? std::optional{1e9} : take_unit(text);
        if (!unit) {
            return std::nullopt;
        }
        total += *number * *unit;
        is_first = false;
    } while (!text.empty());
    return is_negative ? -total : total;
}

}  // namespace

std::string format_time(WallTime when) {
    return format_seconds(civil(when)) + "Z";
}

std::string format_micro_time(WallTime when) {
    const CivilTime t = civil(when);
    return fmt::format("{}.{:06}Z", format_seconds(t), t.time.subseconds().count() / 1000);
}

Result<WallTime> parse_time(std::string_view text) {
    if (const auto when = scan_time(text)) {
        return *when;
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("\"{}\" is not an RFC 3339 time such as 2026-01-31T23:59:59Z", text)
    );
}

std::string format_duration(Duration duration) {
    if (duration < Duration{0}) {
        return "-" + format_duration(-duration);
    }
    if (duration < seconds{1}) {
        return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
    }
    const auto s = std::chrono::duration_cast<seconds>(duration).count();
    if (s < 120) {
        return fmt::format("{}s", s);
    }
    const auto two = [](auto big, char big_unit, auto small, char small_unit) {
        return small == 0 ? fmt::format("{}{}", big, big_unit)
                          : fmt::format("{}{}{}{}", big, big_unit, small, small_unit);
    };
    if (s < 600) {
        return two(s / 60, 'm', s % 60, 's');
    }
    if (s < 3 * 3600) {
        return fmt::format("{}m", s / 60);
    }
    if (s < 8 * 3600) {
        return two(s / 3600, 'h', s / 60 % 60, 'm');
    }
    if (s < 48 * 3600) {
        return fmt::format("{}h", s / 3600);
    }
    const auto d = s / 86400;
    if (d < 8) {
        return two(d, 'd', s / 3600 % 24, 'h');
    }
    if (d < 2 * 365) {
        return fmt::format("{}d", d);
    }
    return d < 8 * 365 ? two(d / 365, 'y', d % 365, 'd') : fmt::format("{}y", d / 365);
}

Result<Duration> parse_duration(std::string_view text) {
    constexpr double kLongest = 9.2e18;  // the nanoseconds of an int64, about 292 years
    const auto nanoseconds = scan_nanoseconds(text);
    if (!nanoseconds || std::abs(*nanoseconds) > kLongest) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("\"{}\" is not a duration such as 500ms, 90s or 5m30s", text)
        );
    }
    return Duration{std::llround(*nanoseconds)};
}

}  // namespace flotilla
