#include "flotilla/base/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/ranges.h>

namespace flotilla {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

tl::unexpected<Error> refuse(const std::string& name, const std::string& text, std::string_view wanted) {
    return fail(
        ErrorCode::InvalidArgument, fmt::format("parameter {}: \"{}\" is not {}", name, text, wanted)
    );
}

}  // namespace

const std::string* Parameters::find(const std::string& name) {
    asked_.insert(name);
    const auto found = texts_.find(name);
    return found == texts_.end() ? nullptr : &found->second;
}

std::string Parameters::text(const std::string& name, std::string otherwise) {
    const std::string* given = find(name);
    return given != nullptr ? *given : std::move(otherwise);
}

Result<std::string> Parameters::required_text(const std::string& name) {
    const std::string* given = find(name);
    if (given == nullptr || given->empty()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("parameter {} is required", name));
    }
    return *given;
}

Result<std::string> Parameters::choice(
    const std::string& name, std::initializer_list<std::string_view> choices
) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return std::string{*choices.begin()};
    }
    if (std::find(choices.begin(), choices.end(), *given) == choices.end()) {
        return refuse(name, *given, fmt::format("one of {}", fmt::join(choices, ", ")));
    }
    return *given;
}

Result<double> Parameters::number(const std::string& name, double otherwise) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return otherwise;
    }
    const auto number = parse_number<double>(*given);
    if (!number || !std::isfinite(*number)) {
        return refuse(name, *given, "a number");
    }
    return *number;
}

Result<double> Parameters::positive(const std::string& name, double otherwise) {
    FLOTILLA_TRY(const double number, not_negative(name, otherwise));
    if (number <= 0) {
        return refuse(name, *find(name), "a number above 0");
    }
    return number;
}

Result<double> Parameters::required_positive(const std::string& name) {
    FLOTILLA_CHECK(required_text(name));
    return positive(name, 0);
}

Result<double> Parameters::not_negative(const std::string& name, double otherwise) {
    FLOTILLA_TRY(const double number, this->number(name, otherwise));
    if (number < 0) {
        return refuse(name, *find(name), "a number of 0 or more");
    }
    return number;
}

Result<double> Parameters::within(const std::string& name, double low, double high, double otherwise) {
    FLOTILLA_TRY(const double number, this->number(name, otherwise));
    if (number < low || number > high) {
        return refuse(name, *find(name), fmt::format("a number from {} to {}", low, high));
    }
    return number;
}

Result<std::int64_t> Parameters::whole(const std::string& name, std::int64_t otherwise) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return otherwise;
    }
    const auto number = parse_number<std::int64_t>(*given);
    if (!number || *number < 0) {
        return refuse(name, *given, "a whole number of 0 or more");
    }
    return *number;
}

Result<Duration> Parameters::duration(const std::string& name, Duration otherwise) {
    FLOTILLA_TRY(const Duration length, duration_or_none(name, otherwise));
    if (length == Duration::zero() && has(name)) {
        return refuse(name, *find(name), "a duration above 0, such as 90s or 5m");
    }
    return length;
}

Result<Duration> Parameters::duration_or_none(const std::string& name, Duration otherwise) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return otherwise;
    }
    const auto length = parse_duration(*given);
    if (!length || *length < Duration::zero()) {
        return refuse(name, *given, "a duration such as 90s or 5m");
    }
    return *length;
}

Result<bool> Parameters::flag(const std::string& name, bool otherwise) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return otherwise;
    }
    if (*given != "true" && *given != "false") {
        return refuse(name, *given, "true or false");
    }
    return *given == "true";
}

Result<std::vector<double>> Parameters::not_negatives(
    const std::string& name, std::vector<double> otherwise
) {
    const std::string* given = find(name);
    if (given == nullptr) {
        return otherwise;
    }
    std::vector<double> numbers;
    std::string_view rest = *given;
    while (true) {
        const auto comma = rest.find(',');
        const auto number = parse_number<double>(rest.substr(0, comma));
        if (!number || !std::isfinite(*number) || *number < 0) {
            return refuse(name, *given, "a list of numbers of 0 or more, such as 10,50,20");
        }
        numbers.push_back(*number);
        if (comma == std::string_view::npos) {
            return numbers;
        }
        rest.remove_prefix(comma + 1);
    }
}

Result<void> Parameters::all_known() const {
    for (const auto& [name, text] : texts_) {
        if (!asked_.contains(name)) {
            return fail(
                ErrorCode::InvalidArgument,
                asked_.empty()
                    ? fmt::format("parameter {} is unknown: there are none", name)
                    : fmt::format("parameter {} is unknown; there are: {}", name, fmt::join(asked_, ", "))
            );
        }
    }
    return {};
}

}  // namespace flotilla
