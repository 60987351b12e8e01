#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::kube::detail {

/// Walks over JSON text and validates it without building anything. The one judge of what is JSON here.
///
/// Every step gives false after a failure, which `error()` then names; the position stays where it happened.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text)
        : begin_{text.data()}, at_{begin_}, end_{begin_ + text.size()} {}

    /// A string's bytes between its quotes.
    struct Text {
        std::string_view raw;
        bool has_escapes = false;
    };

    /// The next byte that is no white space, not taken; 0 at the end.
    char peek();
    /// Takes that byte if it is `c`.
    bool accept(char c);
    /// Takes it, or fails.
    bool expect(char c, const char* what);
    bool read_text(Text& out);
    /// Any value, with all that is in it. `depth`: the levels that it already lies in.
    bool skip_value(std::size_t depth);
    /// Nothing but white space until the end.
    bool expect_end();

    /// A loop over the members of an object: `if (enter_object()) while (next_member(key)) …value…`; then ask
    /// `ok()`.
    bool enter_object();
    bool next_member(Text& key);
    bool enter_array();
    bool next_element();

    bool fail(const char* what);
    [[nodiscard]] bool ok() const { return error_ == nullptr; }
    [[nodiscard]] Error error() const;
    [[nodiscard]] std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
    [[nodiscard]] const char* here() const { return at_; }
    /// Whether there was white space between tokens since the start or the last `forget_space`.
    [[nodiscard]] bool saw_space() const { return saw_space_; }
    void forget_space() { saw_space_ = false; }

private:
    bool skip_text(bool& has_escapes);
    bool skip_escape();
    bool skip_utf8();
    bool skip_number();
    bool check_magnitude(const char* number, std::size_t integer_digits, int exponent);
    bool skip_literal(std::string_view literal);
    bool skip_scalar(char first);

    const char* begin_;
    const char* at_;
    const char* end_;
    const char* error_ = nullptr;
    bool saw_space_ = false;
    bool fresh_ = false;  // behind the opening bracket: no comma is due
};

}  // namespace flotilla::kube::detail
