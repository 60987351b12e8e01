#include "flotilla/kube/api/int_or_string.hpp"

#include <charconv>

namespace flotilla::kube {

std::string IntOrString::text() const {
    return is_int() ? std::to_string(std::get<std::int32_t>(value)) : std::get<std::string>(value);
}

Result<int> scaled_value(const IntOrString& value, int total, bool round_up) {
    if (value.is_int()) {
        return std::get<std::int32_t>(value.value);
    }
    const std::string& text = std::get<std::string>(value.value);
    int percent = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, percent);
    if (failure != std::errc{} || stop == end || stop + 1 != end || *stop != '%') {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "invalid value for IntOrString: invalid type: string is not a percentage: \"{}\"", text
            )
        );
    }
    const long long product = static_cast<long long>(percent) * total;
    const long long down = product / 100 - (product % 100 < 0 ? 1 : 0);
    const bool is_whole = product % 100 == 0;
    return static_cast<int>(is_whole || !round_up ? down : down + 1);
}

}  // namespace flotilla::kube
