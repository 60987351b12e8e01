#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_meta.hpp"

namespace flotilla::kube {

class EncodedObject;
class DynamicObject;
struct LabelSelectorSpec;

/// Something with labels, borrowed for the length of a call.
class LabelSource {
public:
    LabelSource(const StringMap& labels);  // NOLINT(google-explicit-constructor): a view, as string_view is
    LabelSource(const EncodedObject& object);  // NOLINT(google-explicit-constructor)
    LabelSource(const DynamicObject& object);  // NOLINT(google-explicit-constructor)
    [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const { return find_(of_, key); }

private:
    const void* of_;
    std::optional<std::string_view> (*find_)(const void*, std::string_view);
};

/// Which labels an object must have: all requirements hold. An empty selector matches everything.
class LabelSelector {
public:
    enum class Operator { Equals, NotEquals, In, NotIn, Exists, DoesNotExist, GreaterThan, LessThan };
    struct Requirement {
        std::string key;
        Operator op = Operator::Exists;
        std::vector<std::string> values;  ///< sorted
        friend bool operator==(const Requirement&, const Requirement&) = default;
    };

    LabelSelector() = default;
    /// `k=v`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, `k`, `!k`, `k>1`, `k<1`, joined by commas.
    /// InvalidArgument otherwise, with the words of upstream.
    static Result<LabelSelector> parse(std::string_view text);
    /// `{matchLabels, matchExpressions}`; null selects nothing and is the caller's affair. InvalidArgument
    /// otherwise.
    static Result<LabelSelector> from_json(const Json& json);
    static Result<LabelSelector> from(const LabelSelectorSpec& spec);
    /// Every label of the map, equal.
    static LabelSelector of(const StringMap& labels);

    [[nodiscard]] bool matches(LabelSource labels) const;
    [[nodiscard]] bool is_everything() const { return requirements_.empty(); }
    [[nodiscard]] const std::vector<Requirement>& requirements() const { return requirements_; }
    /// Adds a requirement. InvalidArgument for a key, a value or a number of values that its operator does
    /// not take.
    Result<void> add(Requirement requirement);
    /// Canonical, sorted by key: "app=a,tier in (x,y)".
    [[nodiscard]] std::string text() const;

    friend bool operator==(const LabelSelector&, const LabelSelector&) = default;

private:
    std::vector<Requirement> requirements_;  // sorted by key
};

/// Conditions on fields: `metadata.name=web,status.phase!=Running`. Which fields there are is the server's
/// affair.
class FieldSelector {
public:
    struct Requirement {
        std::string field;
        std::string value;
        bool equal = true;
        friend bool operator==(const Requirement&, const Requirement&) = default;
    };

    /// `=`, `==`, `!=`, joined by commas; `\` escapes a comma, an equals sign and itself. InvalidArgument
    /// otherwise.
    static Result<FieldSelector> parse(std::string_view text);

    [[nodiscard]] const std::vector<Requirement>& requirements() const { return requirements_; }
    [[nodiscard]] bool is_everything() const { return requirements_.empty(); }
    /// The value that a field must equal, when one requirement says so.
    [[nodiscard]] std::optional<std::string_view> exact(std::string_view field) const;
    [[nodiscard]] std::string text() const;

    friend bool operator==(const FieldSelector&, const FieldSelector&) = default;

private:
    std::vector<Requirement> requirements_;
};

}  // namespace flotilla::kube
