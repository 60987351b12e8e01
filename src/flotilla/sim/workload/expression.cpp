#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "flotilla/sim/workload/request.hpp"

namespace flotilla::sim::workload {
namespace {

struct Operator {
    Join join;
    std::string_view text;
};

/// The weakest first.
constexpr std::array kOperators{
    Operator{Join::Then, "then"},
    Operator{Join::Mix, "mix"},
    Operator{Join::Sum, "+"},
    Operator{Join::Product, "*"},
};

constexpr int kMaxDepth = 32;

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

/// Recursive descent over the text; one level for each operator.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Part> parse() {
        FLOTILLA_TRY(Part part, level(0, 0));
        skip_space();
        if (at_ != text_.size()) {
            return bad("an operator (+, *, mix, then) or the end");
        }
        return part;
    }

private:
    Result<Part> level(std::size_t index, int depth) {
        if (depth > kMaxDepth) {
            return bad("fewer parentheses");
        }
        if (index == kOperators.size()) {
            return weighted(depth);
        }
        FLOTILLA_TRY(Part first, level(index + 1, depth));
        if (!take_operator(kOperators[index].text)) {
            return first;
        }
        Part joined;
        joined.join = kOperators[index].join;
        joined.parts.push_back(std::move(first));
        do {
            FLOTILLA_TRY(Part next, level(index + 1, depth));
            joined.parts.push_back(std::move(next));
        } while (take_operator(kOperators[index].text));
        return joined;
    }

    Result<Part> weighted(int depth) {
        skip_space();
        const std::size_t begin = at_;
        double weight = 1;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), weight);
        if (error == std::errc{}) {
            at_ = static_cast<std::size_t>(end - text_.data());
            if (!take(':') || !std::isfinite(weight) || weight <= 0) {
                at_ = begin;
                return bad("a weight above 0 and a colon, as in 3: step");
            }
        } else {
            weight = 1;
        }
        FLOTILLA_TRY(Part part, primary(depth));
        part.weight = weight;
        return part;
    }

    Result<Part> primary(int depth) {
        if (take('(')) {
            FLOTILLA_TRY(Part inner, level(0, depth + 1));
            if (!take(')')) {
                return bad("a closing parenthesis");
            }
            return inner;
        }
        Part part;
        part.type = word();
        if (part.type.empty()) {
            return bad("a workload type");
        }
        if (take('(')) {
            FLOTILLA_CHECK(parameters(part));
        }
        return part;
    }

    Result<void> parameters(Part& part) {
        while (!take(')')) {
            if (!part.parameters.empty() && !take(',')) {
                return bad("a comma or a closing parenthesis");
            }
            const std::string name = word();
            if (name.empty() || !take('=')) {
                return bad("a parameter, as in mean=50");
            }
            if (!part.parameters.emplace(name, value()).second) {
                return bad(fmt::format("parameter {} only once", name));
            }
        }
        return {};
    }

    /// Up to a comma or parenthesis; a list stands in brackets.
    std::string value() {
        const bool is_list = take('[');
        skip_space();
        const std::string_view stop = is_list ? "]" : ",)";
        const std::size_t end = std::min(text_.find_first_of(stop, at_), text_.size());
        std::string text;
        for (; at_ < end; ++at_) {
            if (!is_space(text_[at_])) {
                text += text_[at_];
            }
        }
        if (is_list) {
            take(']');
        }
        return text;
    }

    std::string word() {
        skip_space();
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_word(text_[at_])) {
            ++at_;
        }
        return std::string{text_.substr(begin, at_ - begin)};
    }

    bool take(char wanted) {
        skip_space();
        if (at_ == text_.size() || text_[at_] != wanted) {
            return false;
        }
        ++at_;
        return true;
    }

    bool take_operator(std::string_view wanted) {
        skip_space();
        const std::string_view rest = text_.substr(at_);
        const bool is_name = is_word(wanted.front());
        if (!rest.starts_with(wanted) ||
            (is_name && rest.size() > wanted.size() && is_word(rest[wanted.size()]))) {
            return false;
        }
        at_ += wanted.size();
        return true;
    }

    void skip_space() {
        while (at_ < text_.size() && is_space(text_[at_])) {
            ++at_;
        }
    }

    [[nodiscard]] tl::unexpected<Error> bad(std::string_view wanted) const {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("workload \"{}\", at character {}: {} is wanted here", text_, at_ + 1, wanted)
        );
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string_view text_of(Join join) {
    for (const Operator& known : kOperators) {
        if (known.join == join) {
            return known.text;
        }
    }
    return {};
}

void append(std::string& out, const Part& part, bool is_inner) {
    if (part.weight != 1) {
        out += fmt::format("{}: ", part.weight);
    }
    if (part.join == Join::None) {
        out += part.type;
        std::string_view before = "(";
        for (const auto& [name, value] : part.parameters) {
            const bool is_list = value.find(',') != std::string::npos;
            out += fmt::format("{}{}={}{}{}", before, name, is_list ? "[" : "", value, is_list ? "]" : "");
            before = ", ";
        }
        out += part.parameters.empty() ? "" : ")";
        return;
    }
    out += is_inner ? "(" : "";
    for (std::size_t i = 0; i < part.parts.size(); ++i) {
        out += i > 0 ? fmt::format(" {} ", text_of(part.join)) : "";
        append(out, part.parts[i], true);
    }
    out += is_inner ? ")" : "";
}

}  // namespace

std::string to_text(const Part& part) {
    std::string text;
    append(text, part, part.weight != 1);
    return text;
}

Result<Part> parse_expression(std::string_view text) {
    return Parser{text}.parse();
}

}  // namespace flotilla::sim::workload
