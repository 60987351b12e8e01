#include "flotilla/cluster/node/delay.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace flotilla::cluster::node {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

double sample(const ConstantDelay& delay, RandomStream& /*random*/) {
    return static_cast<double>(delay.value.count());
}

double sample(const UniformDelay& delay, RandomStream& random) {
    return static_cast<double>(random.between(delay.low.count(), delay.high.count()));
}

double sample(const LognormalDelay& delay, RandomStream& random) {
    const double variance = std::log1p(delay.cv * delay.cv);
    return static_cast<double>(delay.mean.count()) *
           std::exp(std::sqrt(variance) * random.normal() - variance / 2);
}

tl::unexpected<Error> malformed(std::string_view text) {
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("'{}' is not a delay: write 2s, constant(2s), uniform(1s,3s) or lognormal(20s,0.5)", text)
    );
}

Result<Duration> parse_length(std::string_view text, std::string_view whole) {
    const Result<Duration> length = parse_duration(trimmed(text));
    if (!length || *length < Duration{0}) {
        return malformed(whole);
    }
    return *length;
}

Result<Delay> parse_two(
    std::string_view kind, std::string_view first, std::string_view second, std::string_view whole
) {
    FLOTILLA_TRY(const Duration low, parse_length(first, whole));
    if (kind == "uniform") {
        FLOTILLA_TRY(const Duration high, parse_length(second, whole));
        if (high < low) {
            return malformed(whole);
        }
        return UniformDelay{low, high};
    }
    double cv = 0;
    const std::string_view number = trimmed(second);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), cv);
    if (kind != "lognormal" || error != std::errc{} || end != number.data() + number.size() ||
        !(cv >= 0 && cv <= 100)) {
        return malformed(whole);
    }
    return LognormalDelay{low, cv};
}

}  // namespace

Duration draw(const Delay& delay, RandomStream& random, double speed) {
    const double value = std::visit([&random](const auto& kind) { return sample(kind, random); }, delay);
    constexpr double kLongest = 1e9 * 86400 * 365;  // a year: what a heavy tail may ask for at most
    return Duration{static_cast<Duration::rep>(std::fmin(value / speed, kLongest))};
}

Result<Delay> parse_delay(std::string_view text) {
    const std::string_view trimmed_text = trimmed(text);
    const auto open = trimmed_text.find('(');
    if (open == std::string_view::npos) {
        FLOTILLA_TRY(const Duration value, parse_length(trimmed_text, text));
        return ConstantDelay{value};
    }
    if (trimmed_text.back() != ')') {
        return malformed(text);
    }
    const std::string_view kind = trimmed_text.substr(0, open);
    const std::string_view arguments = trimmed_text.substr(open + 1, trimmed_text.size() - open - 2);
    const auto comma = arguments.find(',');
    if (comma != std::string_view::npos) {
        return parse_two(kind, arguments.substr(0, comma), arguments.substr(comma + 1), text);
    }
    if (kind != "constant") {
        return malformed(text);
    }
    FLOTILLA_TRY(const Duration value, parse_length(arguments, text));
    return ConstantDelay{value};
}

}  // namespace flotilla::cluster::node
