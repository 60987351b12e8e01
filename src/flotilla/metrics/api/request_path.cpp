#include "flotilla/metrics/api/request_path.hpp"

#include <fmt/format.h>

namespace flotilla::metrics {

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '_' || c == '.' || c == '~' || c == '*';
        if (is_plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string with_query(
    std::string path, const std::vector<std::pair<std::string_view, std::string_view>>& query
) {
    char separator = '?';
    for (const auto& [name, value] : query) {
        if (!value.empty()) {
            path += fmt::format("{}{}={}", separator, name, encoded(value));
            separator = '&';
        }
    }
    return path;
}

boost::asio::awaitable<Result<kube::Json>> get_json(kube::Client& client, std::string target) {
    const auto text = co_await client.get_raw(std::move(target));
    if (!text) {
        co_return tl::unexpected<Error>{text.error()};
    }
    auto json = kube::parse_json(*text);
    if (!json) {
        co_return fail(
            ErrorCode::Unavailable, fmt::format("the answer is no JSON: {}", json.error().message)
        );
    }
    co_return std::move(*json);
}

}  // namespace flotilla::metrics
