#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

/// The part of the Common Expression Language that rules of custom resources mostly use: fields, indexes,
/// operators, `in`, `?:`, `has`, `size`, `all`, `exists`, `exists_one`, `filter`, `map`, functions of strings
/// and of lists, `type`, `self` and `oldSelf`.
namespace flotilla::cluster::custom {

/// A parsed expression. Cheap to copy, immutable, safe across threads.
class CelExpression {
public:
    struct Node;

    /// Fails with InvalidArgument for a syntax error, and with Unsupported for what this part of the language
    /// lacks (quantities, durations, times, IP addresses, optionals, …).
    static Result<CelExpression> parse(std::string_view text);

    /// @param old_self null when there is none
    /// Fails with InvalidArgument when the value has not what the expression needs ("no such key: x"), or
    /// when it takes too many steps.
    [[nodiscard]] Result<kube::Json> evaluate(const kube::Json& self, const kube::Json* old_self) const;

    [[nodiscard]] bool uses_old_self() const { return uses_old_self_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    CelExpression(std::string text, std::shared_ptr<const Node> root, bool uses_old_self);
    std::string text_;
    std::shared_ptr<const Node> root_;
    bool uses_old_self_ = false;
};

}  // namespace flotilla::cluster::custom
