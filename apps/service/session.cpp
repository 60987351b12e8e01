#include "service/session.hpp"

#include <charconv>

namespace flotilla::apps::service {

Result<Session> parse_session(std::string_view text) {
    Session session;
    while (!text.empty()) {
        const std::size_t end = text.find(',');
        const std::string_view part = text.substr(0, end);
        const std::size_t equals = part.find('=');
        std::int64_t value = 0;
        bool is_sound = equals != std::string_view::npos && equals > 0;
        if (is_sound) {
            const char* const last = part.data() + part.size();
            const auto [read, problem] = std::from_chars(part.data() + equals + 1, last, value);
            is_sound = problem == std::errc{} && read == last;
        }
        if (!is_sound || value < 0) {
            return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\" should be name=number", part));
        }
        session.insert_or_assign(std::string{part.substr(0, equals)}, value);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return session;
}

std::string to_text(const Session& session) {
    std::string text;
    for (const auto& [name, value] : session) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, value);
    }
    return text;
}

}  // namespace flotilla::apps::service
