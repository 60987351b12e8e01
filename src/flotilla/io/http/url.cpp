#include "flotilla/io/http/url.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace flotilla::io::http {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::uint16_t default_port(std::string_view scheme) {
    if (scheme == "https") {
        return 443;
    }
    return scheme == "http" ? 80 : 1080;
}

Result<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("\"{}\" has a % without two hexadecimal digits", text)
            );
        }
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

Result<Query> parse_query(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const std::string_view parameter = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), parameter.size() + 1));
        if (parameter.empty()) {
            continue;
        }
        const std::size_t equals = parameter.find('=');
        FLOTILLA_TRY(std::string name, decode(parameter.substr(0, equals), true));
        std::string value;
        if (equals != std::string_view::npos) {
            FLOTILLA_TRY(value, decode(parameter.substr(equals + 1), true));
        }
        query.add(std::move(name), std::move(value));
    }
    return query;
}

}  // namespace

std::string Url::authority() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                               : fmt::format("[{}]:{}", host, port);
}

Result<Url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("\"{}\" is not a URL: something like https://host:6443 is needed", text)
        );
    }
    Url url;
    const auto scheme = parsed->scheme();
    url.scheme.assign(scheme.data(), scheme.size());
    if (url.scheme == "socks5h") {
        url.scheme = "socks5";
    }
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "socks5") {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "\"{}\": the scheme must be http, https or socks5; something like https://host:6443 is "
                "needed",
                text
            )
        );
    }
    url.host = parsed->host_address();
    url.user_info = parsed->userinfo();
    if (url.host.empty()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" names no host", text));
    }
    url.port =
        parsed->has_port() && !parsed->port().empty() ? parsed->port_number() : default_port(url.scheme);
    if (url.port == 0) {
        return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\": the port must be 1 to 65535", text));
    }
    const auto path = parsed->encoded_path();
    url.path.assign(path.data(), path.size());
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    return url;
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += kDigits[byte >> 4U];
            encoded += kDigits[byte & 15U];
        }
    }
    return encoded;
}

Result<std::string> percent_decode(std::string_view text) {
    return decode(text, false);
}

std::optional<std::string_view> Query::find(std::string_view name) const {
    for (const Parameter& parameter : parameters_) {
        if (parameter.first == name) {
            return parameter.second;
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Parameter& parameter : parameters_) {
        if (parameter.first == name) {
            values.push_back(parameter.second);
        }
    }
    return values;
}

std::string Query::to_string() const {
    std::string text;
    for (const auto& [name, value] : parameters_) {
        text += text.empty() ? '?' : '&';
        text += percent_encode(name);
        text += '=';
        text += percent_encode(value);
    }
    return text;
}

Result<Target> parse_target(std::string_view target) {
    target = target.substr(0, target.find('#'));
    const std::size_t mark = target.find('?');
    Target parsed;
    parsed.path = target.substr(0, mark);
    if (mark != std::string_view::npos) {
        FLOTILLA_TRY(parsed.query, parse_query(target.substr(mark + 1)));
    }
    return parsed;
}

}  // namespace flotilla::io::http
