#include <algorithm>
#include <array>

#include "flotilla/kube/api/selector.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::kube {
namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

constexpr std::string_view kSymbols = "=!(),><";
constexpr std::string_view kSpace = " \t\r\n";

struct Token {
    enum class Kind { End, Identifier, Comma, Open, Close, Not, Equals, NotEquals, Greater, Less, Unknown };
    Kind kind = Kind::End;
    std::string_view text;
};

struct Symbol {
    std::string_view text;
    Token::Kind kind;
};
constexpr std::array<Symbol, 9> kKnown = {{
    // longer ones first
    {"==", Token::Kind::Equals},
    {"!=", Token::Kind::NotEquals},
    {"=", Token::Kind::Equals},
    {"!", Token::Kind::Not},
    {",", Token::Kind::Comma},
    {"(", Token::Kind::Open},
    {")", Token::Kind::Close},
    {">", Token::Kind::Greater},
    {"<", Token::Kind::Less},
}};

/// The grammar of label selectors. Messages are those of upstream.
class Parser {
public:
    explicit Parser(std::string_view text) : rest_{text} { advance(); }

    Result<LabelSelector> parse() {
        LabelSelector out;
        while (token_.kind != Token::Kind::End) {
            if (token_.kind != Token::Kind::Identifier && token_.kind != Token::Kind::Not) {
                return found("expected: !, identifier, or 'end of string'");
            }
            auto requirement = parse_requirement();
            if (!requirement) {
                return with_context(std::move(requirement).error(), "unable to parse requirement");
            }
            if (auto added = out.add(std::move(*requirement)); !added) {
                return with_context(std::move(added).error(), "unable to parse requirement");
            }
            if (token_.kind == Token::Kind::End) {
                break;
            }
            if (token_.kind != Token::Kind::Comma) {
                return found("expected: ',' or 'end of string'");
            }
            advance();
            if (token_.kind != Token::Kind::Identifier && token_.kind != Token::Kind::Not) {
                return found("expected: identifier after ','");
            }
        }
        return out;
    }

private:
    [[nodiscard]] tl::unexpected<Error> found(std::string_view what) const {
        return fail(ErrorCode::InvalidArgument, fmt::format("found '{}', {}", token_.text, what));
    }

    void advance() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size()));
        std::size_t size = 0;
        if (rest_.empty()) {
            token_ = {};
            return;
        }
        if (kSymbols.find(rest_.front()) == std::string_view::npos) {
            size = std::min(rest_.find_first_of("=!(),>< \t\r\n"), rest_.size());
            token_ = {Token::Kind::Identifier, rest_.substr(0, size)};
        } else {
            const auto known = std::find_if(kKnown.begin(), kKnown.end(), [this](const Symbol& symbol) {
                return rest_.starts_with(symbol.text);
            });
            size = known->text.size();
            token_ = {known->kind, known->text};
        }
        rest_.remove_prefix(size);
    }

    Token take() {
        const Token token = token_;
        advance();
        return token;
    }

    [[nodiscard]] bool ends_requirement() const {
        return token_.kind == Token::Kind::End || token_.kind == Token::Kind::Comma;
    }

    Result<Requirement> parse_requirement() {
        Requirement out;
        const bool negated = token_.kind == Token::Kind::Not;
        if (negated) {
            advance();
        }
        if (token_.kind != Token::Kind::Identifier) {
            return found("expected: identifier");
        }
        out.key = take().text;
        if (const Complaints complaints = check_qualified_name(out.key); !complaints.empty()) {
            std::string key;
            append_json_string(key, out.key);
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("<nil>: Invalid value: {}: {}", key, fmt::join(complaints, "; "))
            );
        }
        out.op = negated ? Operator::DoesNotExist : Operator::Exists;
        if (negated || ends_requirement()) {
            return out;
        }
        FLOTILLA_TRY(out.op, parse_operator());
        if (out.op == Operator::In || out.op == Operator::NotIn) {
            FLOTILLA_TRY(out.values, parse_values());
        } else {
            FLOTILLA_TRY(out.values, parse_exact_value());
        }
        return out;
    }

    Result<Operator> parse_operator() {
        const Token token = token_;
        switch (token.kind) {
            case Token::Kind::Equals:
                advance();
                return Operator::Equals;
            case Token::Kind::NotEquals:
                advance();
                return Operator::NotEquals;
            case Token::Kind::Greater:
                advance();
                return Operator::GreaterThan;
            case Token::Kind::Less:
                advance();
                return Operator::LessThan;
            case Token::Kind::Identifier:
                if (token.text == "in" || token.text == "notin") {
                    advance();
                    return token.text == "in" ? Operator::In : Operator::NotIn;
                }
                break;
            default:
                break;
        }
        return found("expected: in, notin, =, ==, !=, gt, lt");
    }

    Result<std::vector<std::string>> parse_exact_value() {
        if (ends_requirement()) {
            return std::vector<std::string>{""};
        }
        if (token_.kind != Token::Kind::Identifier) {
            return found("expected: identifier");
        }
        return std::vector<std::string>{std::string{take().text}};
    }

    /// "(a,b)"; a missing one between commas is an empty text.
    Result<std::vector<std::string>> parse_values() {
        if (token_.kind != Token::Kind::Open) {
            return fail(ErrorCode::InvalidArgument, fmt::format("found '{}' expected: '('", token_.text));
        }
        advance();
        std::vector<std::string> out;
        while (true) {
            const bool is_value = token_.kind == Token::Kind::Identifier;
            const bool is_first = out.empty();
            out.emplace_back(is_value ? take().text : std::string_view{});
            if (token_.kind == Token::Kind::Close) {
                advance();
                return out;
            }
            if (token_.kind != Token::Kind::Comma) {
                return found(
                    is_value   ? "expected: ',' or ')'"
                    : is_first ? "expected: ',', ')' or identifier"
                               : "expected: ',', or identifier"
                );
            }
            advance();
        }
    }

    std::string_view rest_;
    Token token_;
};

}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
    return Parser{text}.parse();
}

}  // namespace flotilla::kube
