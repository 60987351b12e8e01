#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "flotilla/cluster/schema/custom/cel_node.hpp"

namespace flotilla::cluster::custom {
namespace {

using Node = CelExpression::Node;
using Kind = Node::Kind;

struct Token {
    enum class Kind { End, Name, Number, Text, Sign };
    Kind kind = Kind::End;
    std::string text;
};

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// `__dash__` and its like are how a field is named that CEL has no name for.
std::string unescaped(std::string name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEscapes{{
        {"__underscores__", "__"},
        {"__dot__", "."},
        {"__dash__", "-"},
        {"__slash__", "/"},
    }};
    for (const auto& [escape, plain] : kEscapes) {
        for (std::size_t at = name.find(escape); at != std::string::npos;
             at = name.find(escape, at + plain.size())) {
            name.replace(at, escape.size(), plain);
        }
    }
    constexpr std::size_t kMarks = 4;
    if (name.size() > kMarks && name.starts_with("__") && name.ends_with("__")) {
        return name.substr(2, name.size() - kMarks);  // a reserved word, as __namespace__
    }
    return name;
}

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_{text} {}

    Result<std::vector<Token>> run() {
        std::vector<Token> tokens;
        while (true) {
            while (at_ < text_.size() &&
                   (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
                ++at_;
            }
            if (at_ == text_.size()) {
                tokens.emplace_back();
                return tokens;
            }
            FLOTILLA_TRY(Token token, next());
            tokens.push_back(std::move(token));
        }
    }

private:
    Result<Token> next() {
        const char c = text_[at_];
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (is_digit(c)) {
            return Token{Token::Kind::Number, taken([](char d) {
                             return is_digit(d) || d == '.' || is_name_start(d);
                         })};
        }
        if (is_name_start(c)) {
            std::string name = taken([](char d) { return is_name_start(d) || is_digit(d); });
            const bool prefix =
                name == "r" && at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
            return prefix ? raw_string(text_[at_]) : Result<Token>{Token{Token::Kind::Name, std::move(name)}};
        }
        for (const std::string_view sign : {"&&", "||", "==", "!=", "<=", ">="}) {
            if (text_.substr(at_).starts_with(sign)) {
                at_ += sign.size();
                return Token{Token::Kind::Sign, std::string{sign}};
            }
        }
        if (std::string_view{"()[]{}.,?:!<>+-*/%"}.find(c) == std::string_view::npos) {
            return fail(ErrorCode::InvalidArgument, fmt::format("token recognition error at: '{}'", c));
        }
        ++at_;
        return Token{Token::Kind::Sign, std::string(1, c)};
    }

    template <class Belongs>
    std::string taken(Belongs belongs) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && belongs(text_[at_])) {
            ++at_;
        }
        return std::string{text_.substr(begin, at_ - begin)};
    }

    Result<Token> raw_string(char quote) {
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) {
            return fail(ErrorCode::InvalidArgument, "a string is not closed");
        }
        Token token{Token::Kind::Text, std::string{text_.substr(at_ + 1, end - at_ - 1)}};
        at_ = end + 1;
        return token;
    }

    Result<Token> string(char quote) {
        std::string content;
        for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] != '\\') {
                content += text_[at_];
                continue;
            }
            constexpr std::string_view kLetters = "ntr";
            constexpr std::string_view kMeant = "\n\t\r";
            const char letter = ++at_ < text_.size() ? text_[at_] : '\0';
            const std::size_t known = kLetters.find(letter);
            if (known != std::string_view::npos) {
                content += kMeant[known];
            } else if (letter == '\\' || letter == '\'' || letter == '"' || letter == '`' || letter == '?') {
                content += letter;
            } else {
                return fail(ErrorCode::InvalidArgument, fmt::format("unknown escape \\{}", letter));
            }
        }
        if (at_ >= text_.size()) {
            return fail(ErrorCode::InvalidArgument, "a string is not closed");
        }
        ++at_;
        return Token{Token::Kind::Text, std::move(content)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

constexpr std::array<std::string_view, 5> kMacros{"all", "exists", "exists_one", "filter", "map"};

class Parser {
public:
    explicit Parser(std::vector<Token> tokens) : tokens_{std::move(tokens)} {}

    Result<Node> run() {
        FLOTILLA_TRY(Node node, condition());
        return peek().kind == Token::Kind::End ? Result<Node>{std::move(node)} : Result<Node>{unexpected()};
    }

private:
    const Token& peek() const { return tokens_[at_]; }
    bool is_sign(std::string_view sign) const {
        return peek().kind == Token::Kind::Sign && peek().text == sign;
    }
    bool take(std::string_view sign) {
        const bool taken = is_sign(sign);
        at_ += taken ? 1U : 0U;
        return taken;
    }
    tl::unexpected<Error> unexpected() const {
        const bool end = peek().kind == Token::Kind::End;
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("Syntax error: unexpected {}", end ? "end" : "'" + peek().text + "'")
        );
    }
    Result<void> expect(std::string_view sign) {
        return take(sign) ? Result<void>{} : Result<void>{unexpected()};
    }

    static Node make(Kind kind, std::string name, std::vector<Node> children) {
        Node node;
        node.kind = kind;
        node.name = std::move(name);
        node.children = std::move(children);
        return node;
    }

    Result<Node> condition() {
        if (++depth_ > kMostDepth) {
            return fail(ErrorCode::InvalidArgument, "the expression is nested too deeply");
        }
        FLOTILLA_TRY(Node node, binary(0));
        if (take("?")) {
            FLOTILLA_TRY(Node yes, condition());
            FLOTILLA_CHECK(expect(":"));
            FLOTILLA_TRY(Node no, condition());
            node = make(Kind::Condition, "", {std::move(node), std::move(yes), std::move(no)});
        }
        --depth_;
        return node;
    }

    /// The binary operators, from the loosest.
    Result<Node> binary(std::size_t level) {
        static const std::vector<std::vector<std::string_view>> kLevels{
            {"||"}, {"&&"}, {"==", "!=", "<=", ">=", "<", ">", "in"}, {"+", "-"}, {"*", "/", "%"}
        };
        if (level == kLevels.size()) {
            return unary();
        }
        FLOTILLA_TRY(Node left, binary(level + 1));
        while (true) {
            const bool named = peek().kind == Token::Kind::Name || peek().kind == Token::Kind::Sign;
            const auto found = std::ranges::find(kLevels[level], std::string_view{peek().text});
            if (!named || found == kLevels[level].end()) {
                return left;
            }
            ++at_;
            FLOTILLA_TRY(Node right, binary(level + 1));
            left = make(Kind::Binary, std::string{*found}, {std::move(left), std::move(right)});
        }
    }

    Result<Node> unary() {
        for (const std::string_view sign : {"!", "-"}) {
            if (take(sign)) {
                if (++depth_ > kMostDepth) {
                    return fail(ErrorCode::InvalidArgument, "the expression is nested too deeply");
                }
                FLOTILLA_TRY(Node operand, unary());
                --depth_;
                return make(Kind::Unary, std::string{sign}, {std::move(operand)});
            }
        }
        return member();
    }

    Result<Node> member() {
        FLOTILLA_TRY(Node node, primary());
        while (true) {
            if (take("[")) {
                FLOTILLA_TRY(Node index, condition());
                FLOTILLA_CHECK(expect("]"));
                node = make(Kind::Index, "", {std::move(node), std::move(index)});
            } else if (take(".")) {
                if (peek().kind != Token::Kind::Name) {
                    return is_sign("?") ? Result<Node>{unsupported("optional fields")}
                                        : Result<Node>{unexpected()};
                }
                const std::string name = tokens_[at_++].text;
                if (is_sign("(")) {
                    FLOTILLA_TRY(node, method(std::move(node), name));
                } else {
                    node = make(Kind::Field, unescaped(name), {std::move(node)});
                }
            } else {
                return node;
            }
        }
    }

    static tl::unexpected<Error> unsupported(std::string_view what) {
        return fail(ErrorCode::Unsupported, fmt::format("{} are not supported", what));
    }

    Result<std::vector<Node>> arguments(std::string_view closing) {
        std::vector<Node> result;
        while (!take(closing)) {
            if (!result.empty()) {
                FLOTILLA_CHECK(expect(","));
            }
            FLOTILLA_TRY(Node argument, condition());
            result.push_back(std::move(argument));
        }
        return result;
    }

    Result<Node> method(Node receiver, const std::string& name) {
        FLOTILLA_CHECK(expect("("));
        FLOTILLA_TRY(std::vector<Node> given, arguments(")"));
        if (std::ranges::find(kMacros, name) != kMacros.end()) {
            if (given.size() != 2 || given[0].kind != Kind::Name) {
                return unsupported("macros of this form");
            }
            Node macro = make(Kind::Macro, name, {std::move(receiver), std::move(given[1])});
            macro.variable = given[0].name;
            return macro;
        }
        given.insert(given.begin(), std::move(receiver));
        return call(name, std::move(given), true);
    }

    static Result<Node> call(const std::string& name, std::vector<Node> arguments, bool is_method) {
        if (!is_cel_function(name, arguments.size())) {
            return unsupported(fmt::format("calls of {} with {} arguments", name, arguments.size()));
        }
        Node node = make(Kind::Call, name, std::move(arguments));
        node.method = is_method;
        return node;
    }

    Result<Node> primary() {
        if (take("(")) {
            FLOTILLA_TRY(Node inner, condition());
            FLOTILLA_CHECK(expect(")"));
            return inner;
        }
        if (take("[")) {
            FLOTILLA_TRY(std::vector<Node> elements, arguments("]"));
            return make(Kind::List, "", std::move(elements));
        }
        if (take("{")) {
            return map();
        }
        const Token token = peek();
        if (token.kind == Token::Kind::End || token.kind == Token::Kind::Sign) {
            return unexpected();
        }
        ++at_;
        if (token.kind == Token::Kind::Name) {
            return name(token.text);
        }
        Node node;
        node.literal = kube::Json(token.text);
        if (token.kind == Token::Kind::Number) {
            FLOTILLA_TRY(node.literal, number(token.text));
        }
        return node;
    }

    Result<Node> map() {
        std::vector<Node> entries;
        while (!take("}")) {
            if (!entries.empty()) {
                FLOTILLA_CHECK(expect(","));
            }
            FLOTILLA_TRY(Node key, condition());
            FLOTILLA_CHECK(expect(":"));
            FLOTILLA_TRY(Node value, condition());
            entries.push_back(std::move(key));
            entries.push_back(std::move(value));
        }
        return make(Kind::Map, "", std::move(entries));
    }

    Result<Node> name(const std::string& name) {
        Node node;
        if (name == "true" || name == "false") {
            node.literal = name == "true";
            return node;
        }
        if (name == "null") {
            return node;
        }
        if (!take("(")) {
            return make(Kind::Name, name, {});
        }
        FLOTILLA_TRY(std::vector<Node> given, arguments(")"));
        if (name == "has") {
            if (given.size() != 1 || given[0].kind != Kind::Field) {
                return fail(ErrorCode::InvalidArgument, "invalid argument to has() macro");
            }
            return make(Kind::Has, "", std::move(given));
        }
        return call(name, std::move(given), false);
    }

    static Result<kube::Json> number(std::string text) {
        if (text.ends_with('u') || text.starts_with("0x")) {
            return unsupported("unsigned and hexadecimal numbers");
        }
        const char* const end = text.data() + text.size();
        std::int64_t whole = 0;
        if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
            error == std::errc{} && stop == end) {
            return kube::Json(whole);
        }
        double real = 0;
        if (const auto [stop, error] = std::from_chars(text.data(), end, real);
            error == std::errc{} && stop == end) {
            return kube::Json(real);
        }
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no number", text));
    }

    static constexpr int kMostDepth = 200;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Result<CelExpression::Node> parse_cel(std::string_view text) {
    FLOTILLA_TRY(std::vector<Token> tokens, Lexer{text}.run());
    return Parser{std::move(tokens)}.run();
}

}  // namespace flotilla::cluster::custom
