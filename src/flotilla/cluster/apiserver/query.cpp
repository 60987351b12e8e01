#include "flotilla/cluster/apiserver/query.hpp"

#include <algorithm>

namespace flotilla::cluster {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const bool complete = i + 2 < text.size();
            const int high = complete ? hex_digit(text[i + 1]) : -1;
            const int low = complete ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return fail(
                    ErrorCode::InvalidArgument, fmt::format("invalid URL escape \"{}\"", text.substr(i, 3))
                );
            }
            decoded.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            decoded.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return decoded;
}

Result<Query> Query::parse(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = pair.find('=');
        FLOTILLA_TRY(std::string name, percent_decode(pair.substr(0, equals), true));
        const std::string_view raw = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        FLOTILLA_TRY(std::string value, percent_decode(raw, true));
        query.fields_.emplace_back(std::move(name), std::move(value));
    }
    return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
    for (const auto& [field, value] : fields_) {
        if (field == name) {
            return value;
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [field, value] : fields_) {
        if (field == name) {
            values.push_back(value);
        }
    }
    return values;
}

bool Query::flag(std::string_view name) const {
    const auto value = find(name);
    return value && *value != "false" && *value != "0";
}

}  // namespace flotilla::cluster
