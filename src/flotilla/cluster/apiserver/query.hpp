#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"

namespace flotilla::cluster {

/// The parameters of a URL, decoded, in order.
class Query {
public:
    Query() = default;

    /// Of `a=1&b=x%20y`. Fails with InvalidArgument on a broken percent-encoding.
    static Result<Query> parse(std::string_view text);

    /// The first value of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The first value, or "" when there is none.
    [[nodiscard]] std::string_view value(std::string_view name) const { return find(name).value_or(""); }
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    /// Whether it is there and not "false" or "0".
    [[nodiscard]] bool flag(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// "%2F" to "/", and with `plus_is_space` "+" to " ". Fails with InvalidArgument on what is no
/// percent-encoding.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

}  // namespace flotilla::cluster
