#include <algorithm>

#include "flotilla/kube/api/selector.hpp"

namespace flotilla::kube {
namespace {

using Requirement = FieldSelector::Requirement;

/// Up to the next comma that no backslash protects; takes it and the comma off `rest`.
std::string_view take_term(std::string_view& rest) {
    std::size_t at = 0;
    while (at < rest.size() && rest[at] != ',') {
        at += rest[at] == '\\' ? 2 : 1;
    }
    const std::string_view term = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return term;
}

Result<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',' || text[i] == '=') {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "invalid field selector: unescaped character in value: {}", static_cast<int>(text[i])
                )
            );
        }
        if (text[i] == '\\') {
            const std::string_view sequence = text.substr(i, 2);
            if (sequence.size() < 2 || std::string_view{"\\,="}.find(sequence[1]) == std::string_view::npos) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("invalid field selector: invalid escape sequence: {}", sequence)
                );
            }
            ++i;
        }
        out += text[i];
    }
    return out;
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\\' || c == ',' || c == '=') {
            out += '\\';
        }
        out += c;
    }
}

}  // namespace

Result<FieldSelector> FieldSelector::parse(std::string_view text) {
    std::vector<std::string_view> terms;
    for (std::string_view rest = text; !rest.empty();) {
        terms.push_back(take_term(rest));
    }
    std::sort(terms.begin(), terms.end());  // as upstream does, so that equal selectors have equal texts
    FieldSelector out;
    for (const std::string_view term : terms) {
        if (term.empty()) {
            continue;
        }
        std::size_t sign = term.find('=');
        if (sign == std::string_view::npos) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("invalid selector: '{}'; can't understand '{}'", text, term)
            );
        }
        Requirement requirement;
        requirement.equal = sign == 0 || term[sign - 1] != '!';
        requirement.field = term.substr(0, requirement.equal ? sign : sign - 1);
        sign += requirement.equal && term.substr(sign).starts_with("==") ? 2 : 1;
        FLOTILLA_TRY(requirement.value, unescape(term.substr(sign)));
        if (!requirement.field.empty() || !requirement.value.empty()) {
            out.requirements_.push_back(std::move(requirement));
        }
    }
    return out;
}

std::optional<std::string_view> FieldSelector::exact(std::string_view field) const {
    const auto found =
        std::find_if(requirements_.begin(), requirements_.end(), [field](const Requirement& requirement) {
            return requirement.equal && requirement.field == field;
        });
    return found == requirements_.end() ? std::nullopt : std::optional<std::string_view>{found->value};
}

std::string FieldSelector::text() const {
    std::string out;
    for (const Requirement& requirement : requirements_) {
        if (!out.empty()) {
            out += ',';
        }
        out += requirement.field;
        out += requirement.equal ? "=" : "!=";
        append_escaped(out, requirement.value);
    }
    return out;
}

}  // namespace flotilla::kube
