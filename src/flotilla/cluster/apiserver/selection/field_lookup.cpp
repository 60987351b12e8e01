#include "flotilla/cluster/apiserver/selection/field_lookup.hpp"

#include <algorithm>
#include <charconv>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

namespace {

/// Walks over valid, compact JSON.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_{text} {}

    [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }
    void step() { rest_.remove_prefix(std::min<std::size_t>(1, rest_.size())); }

    /// The raw text of the value here; the cursor is then behind it.
    std::string_view take_value() {
        const char* begin = rest_.data();
        skip_value();
        return {begin, static_cast<std::size_t>(rest_.data() - begin)};
    }

private:
    void skip_value() {
        std::size_t depth = 0;
        do {
            const char c = front();
            if (c == '"') {
                skip_string();
            } else if (c == '{' || c == '[') {
                ++depth;
                step();
            } else if (c == '}' || c == ']') {
                --depth;
                step();
            } else if (depth == 0) {
                rest_.remove_prefix(std::min(rest_.find_first_of(",}]"), rest_.size()));
            } else {
                rest_.remove_prefix(std::min(rest_.find_first_of("\"{}[]"), rest_.size()));
            }
        } while (depth > 0 && !rest_.empty());
    }
    void skip_string() {
        step();
        while (!rest_.empty() && front() != '"') {
            rest_.remove_prefix(std::min<std::size_t>(front() == '\\' ? 2 : 1, rest_.size()));
        }
        step();
    }

    std::string_view rest_;
};

/// The raw text of a member of an object or an element of an array; empty when there is none.
std::string_view child(std::string_view container, std::string_view key) {
    Cursor cursor{container};
    const bool is_array = cursor.front() == '[';
    if (!is_array && cursor.front() != '{') {
        return {};
    }
    std::size_t index = 0;
    std::size_t wanted = 0;
    if (is_array && std::from_chars(key.data(), key.data() + key.size(), wanted).ec != std::errc{}) {
        return {};
    }
    cursor.step();
    while (cursor.front() != '}' && cursor.front() != ']' && cursor.front() != '\0') {
        std::string_view name;
        if (!is_array) {
            name = cursor.take_value();
            cursor.step();  // the colon
        }
        const std::string_view value = cursor.take_value();
        if (is_array ? index++ == wanted
                     : name.size() == key.size() + 2 && name.substr(1, key.size()) == key) {
            return value;
        }
        if (cursor.front() == ',') {
            cursor.step();
        }
    }
    return {};
}

}  // namespace

std::optional<std::string> lookup_field(std::string_view json, std::string_view path) {
    while (!path.empty() && !json.empty()) {
        const std::size_t end = std::min(path.find('.'), path.size());
        json = child(json, path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    if (json.empty() || json.front() == '{' || json.front() == '[' || json == "null") {
        return std::nullopt;
    }
    if (json.front() != '"') {
        return std::string{json};
    }
    if (json.find('\\') == std::string_view::npos) {
        return std::string{json.substr(1, json.size() - 2)};
    }
    const auto parsed = kube::parse_json(json);
    return parsed && parsed->is_string() ? std::optional{std::string{kube::text_of(parsed->get_string())}}
                                         : std::nullopt;
}

}  // namespace flotilla::cluster
