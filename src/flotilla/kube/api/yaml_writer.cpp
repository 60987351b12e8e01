#include <algorithm>
#include <array>

#include "flotilla/kube/api/detail/yaml_scalar.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::kube {
namespace {

// Booleans of YAML 1.1, which other readers still know.
constexpr std::array<std::string_view, 6> kOldBooleans = {"y", "n", "yes", "no", "on", "off"};

bool is_old_boolean(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return std::find(kOldBooleans.begin(), kOldBooleans.end(), lower) != kOldBooleans.end();
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// Whether a text can stand without quotes and is read as the same text.
bool is_plain(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') {
        return false;
    }
    if (std::string_view{"-?:,[]{}#&*!|>'\"%@`=<.~"}.find(text.front()) != std::string_view::npos) {
        return false;
    }
    if (std::any_of(text.begin(), text.end(), is_control) || text.find(": ") != std::string_view::npos ||
        text.find(" #") != std::string_view::npos) {
        return false;
    }
    return !is_old_boolean(text) && detail::resolve_yaml_scalar(text).is_string();
}

/// Whether a text of several lines can be a literal block.
bool is_block(std::string_view text) {
    if (text.find('\n') == std::string_view::npos || text.front() == ' ' || text.front() == '\n') {
        return false;
    }
    return std::none_of(
               text.begin(), text.end(), [](char c) { return is_control(c) && c != '\n' && c != '\t'; }
           ) &&
           text.find_first_not_of(" \n\t") != std::string_view::npos &&
           text.find(" \n") == std::string_view::npos;
}

class Writer {
public:
    std::string take() { return std::move(out_); }

    /// Behind "key:" or "-", or at the start: a scalar on the same line, anything else below.
    void value(const Json& json, std::size_t indent, bool in_sequence) {
        if (json.is_object() && !json.get_object().empty()) {
            object(json.get_object(), indent, in_sequence);
        } else if (json.is_array() && !json.get_array().empty()) {
            array(json.get_array(), indent, in_sequence);
        } else if (json.is_string() && is_block(text_of(json.get_string()))) {
            block(text_of(json.get_string()), indent);
        } else {
            space();
            out_ += json.is_string() ? scalar(text_of(json.get_string())) : to_json(json);
            out_ += '\n';
        }
    }

private:
    void space() {
        if (!out_.empty() && out_.back() != '\n') {
            out_ += ' ';
        }
    }

    static std::string scalar(std::string_view text) {
        if (is_plain(text)) {
            return std::string{text};
        }
        std::string quoted;
        append_json_string(quoted, text);
        return quoted;
    }

    void object(const JsonObject& object, std::size_t indent, bool in_sequence) {
        bool same_line = in_sequence;  // the first key of an element stands behind its dash
        if (!in_sequence && !out_.empty() && out_.back() != '\n') {
            out_ += '\n';
        }
        for (const auto& member : object) {
            if (same_line) {
                out_ += ' ';
            } else {
                out_.append(indent, ' ');
            }
            same_line = false;
            out_ += scalar({member.key().data(), member.key().size()});
            out_ += ':';
            const bool is_list = member.value().is_array();
            value(member.value(), is_list ? indent : indent + 2, false);
        }
    }

    void array(const JsonArray& array, std::size_t indent, bool in_sequence) {
        bool same_line = in_sequence;
        if (!in_sequence && !out_.empty() && out_.back() != '\n') {
            out_ += '\n';
        }
        for (const Json& element : array) {
            if (same_line) {
                out_ += ' ';
            } else {
                out_.append(indent, ' ');
            }
            same_line = false;
            out_ += '-';
            value(element, indent + 2, true);
        }
    }

    void block(std::string_view text, std::size_t indent) {
        const bool ends_line = text.back() == '\n';
        const bool keeps = ends_line && text.size() > 1 && text[text.size() - 2] == '\n';
        space();
        out_ += keeps ? "|+\n" : ends_line ? "|\n" : "|-\n";
        if (ends_line) {
            text.remove_suffix(1);
        }
        while (true) {
            const auto end = text.find('\n');
            const std::string_view line = text.substr(0, end);
            if (!line.empty()) {
                out_.append(std::max<std::size_t>(indent, 2), ' ');
                out_ += line;
            }
            out_ += '\n';
            if (end == std::string_view::npos) {
                return;
            }
            text.remove_prefix(end + 1);
        }
    }

    std::string out_;
};

}  // namespace

std::string to_yaml(const Json& value) {
    Writer writer;
    writer.value(value, 0, false);
    return writer.take();
}

}  // namespace flotilla::kube
