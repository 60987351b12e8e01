#include "flotilla/cluster/schema/pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace flotilla::cluster {
namespace {

/// What a Go program would say is wrong.
std::string_view reason_of(const RE2& expression) {
    switch (expression.error_code()) {
        case RE2::ErrorBadEscape:
            return "invalid escape sequence";
        case RE2::ErrorBadCharClass:
            return "invalid character class";
        case RE2::ErrorBadCharRange:
            return "invalid character class range";
        case RE2::ErrorMissingBracket:
            return "missing closing ]";
        case RE2::ErrorMissingParen:
            return "missing closing )";
        case RE2::ErrorUnexpectedParen:
            return "unexpected )";
        case RE2::ErrorTrailingBackslash:
            return "trailing backslash at end of expression";
        case RE2::ErrorRepeatArgument:
            return "missing argument to repetition operator";
        case RE2::ErrorRepeatSize:
            return "invalid repeat count";
        case RE2::ErrorRepeatOp:
            return "invalid nested repetition operator";
        case RE2::ErrorBadPerlOp:
            return "invalid or unsupported Perl syntax";
        case RE2::ErrorBadUTF8:
            return "invalid UTF-8";
        case RE2::ErrorBadNamedCapture:
            return "invalid named capture";
        default:
            return "expression too large";
    }
}

}  // namespace

struct Pattern::Program {
    explicit Program(std::string_view expression, const RE2::Options& options)
        : expression_{re2::StringPiece{expression.data(), expression.size()}, options} {}
    RE2 expression_;
};

Pattern::Pattern(std::string text, std::shared_ptr<const Program> program)
    : text_{std::move(text)}, program_{std::move(program)} {}

Result<Pattern> Pattern::compile(std::string_view expression) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);  // a schema of a stranger must not cost the server its memory
    auto program = std::make_shared<const Program>(expression, options);
    if (!program->expression_.ok()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "error parsing regexp: {}: `{}`",
                reason_of(program->expression_),
                program->expression_.error_arg()
            )
        );
    }
    return Pattern{std::string{expression}, std::move(program)};
}

bool Pattern::found_in(std::string_view text) const {
    return RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, program_->expression_);
}

}  // namespace flotilla::cluster
