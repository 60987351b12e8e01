#include "flotilla/cluster/schema/pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace flotilla::cluster {

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
            fmt::format("`{}` is no regular expression: {}", expression, program->expression_.error())
        );
    }
    return Pattern{std::string{expression}, std::move(program)};
}

bool Pattern::found_in(std::string_view text) const {
    return RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, program_->expression_);
}

}  // namespace flotilla::cluster
