#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "flotilla/base/result.hpp"

namespace flotilla::kube {

/// A number, or a text such as a percentage or a port's name: `maxSurge: 1`, `maxSurge: 25%`.
struct IntOrString {
    std::variant<std::int32_t, std::string> value = 0;

    [[nodiscard]] bool is_int() const { return value.index() == 0; }
    /// "1", "25%"
    [[nodiscard]] std::string text() const;

    friend bool operator==(const IntOrString&, const IntOrString&) = default;
};

/// A count, or that percentage of `total`, rounded up or down. Fails with InvalidArgument when the text is no
/// percentage.
Result<int> scaled_value(const IntOrString& value, int total, bool round_up);

}  // namespace flotilla::kube
