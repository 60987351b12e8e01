#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

/// Regular expressions with Go's syntax and linear running time, whatever the expression and the text.
namespace flotilla::cluster {

/// A compiled expression. Cheap to copy, immutable, safe across threads.
class Pattern {
public:
    /// Fails with InvalidArgument and the reason.
    static Result<Pattern> compile(std::string_view expression);

    /// Whether some part of the text matches (anchor with ^ and $ for all of it).
    [[nodiscard]] bool found_in(std::string_view text) const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Program;
    Pattern(std::string text, std::shared_ptr<const Program> program);
    std::string text_;
    std::shared_ptr<const Program> program_;
};

}  // namespace flotilla::cluster
