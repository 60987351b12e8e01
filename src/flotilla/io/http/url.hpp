#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"

/// URLs, request targets and queries as values.
namespace flotilla::io::http {

/// Where a server is: "https://[::1]:6443/base" in its parts.
struct Url {
    std::string scheme;      ///< "http", "https", "socks5"
    std::string user_info;   ///< "name:password", decoded; mostly empty
    std::string host;        ///< a name or an address, without brackets
    std::uint16_t port = 0;  ///< of the scheme when the URL names none
    std::string path;        ///< without a slash at its end; "" for the root

    /// "host:port", with brackets around an IPv6 address: for messages and for the Host field.
    [[nodiscard]] std::string authority() const;
    friend bool operator==(const Url&, const Url&) = default;
};

/// Takes http, https and socks5 (socks5h) URLs. Fails with InvalidArgument, naming what is wrong.
Result<Url> parse_url(std::string_view text);

/// Keeps letters, digits and "-._~"; the rest becomes %XX. For one path segment or one query value.
std::string percent_encode(std::string_view text);
/// Fails with InvalidArgument on a "%" without two hexadecimal digits after it.
Result<std::string> percent_decode(std::string_view text);

/// The query of a target: names and values, decoded, in order.
class Query {
public:
    using Parameter = std::pair<std::string, std::string>;

    Query() = default;

    void add(std::string name, std::string value) {
        parameters_.emplace_back(std::move(name), std::move(value));
    }
    /// The first value of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The first value of that name, or "" when there is none.
    [[nodiscard]] std::string_view value(std::string_view name) const { return find(name).value_or(""); }
    /// Every value of that name, in order.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
    [[nodiscard]] bool is_empty() const { return parameters_.empty(); }
    /// "?a=1&b=x%20y", or "" when there is none: to be put after a path.
    [[nodiscard]] std::string to_string() const;

private:
    std::vector<Parameter> parameters_;
};

/// A request's target in its parts; the path stays encoded, the query is decoded ("+" is a space).
struct Target {
    std::string_view path;
    Query query;
};
/// Fails with InvalidArgument on a query with a broken percent-encoding. The path points into `target`.
Result<Target> parse_target(std::string_view target);

}  // namespace flotilla::io::http
