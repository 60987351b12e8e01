#include "flotilla/io/http/message.hpp"

#include <algorithm>

namespace flotilla::io::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

}  // namespace

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [name](const Field& field) { return same_name(field.first, name); });
    fields_.emplace_back(std::string{name}, std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const Field& field : fields_) {
        if (same_name(field.first, name)) {
            return field.second;
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> Headers::find_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Field& field : fields_) {
        if (same_name(field.first, name)) {
            values.emplace_back(field.second);
        }
    }
    return values;
}

}  // namespace flotilla::io::http
