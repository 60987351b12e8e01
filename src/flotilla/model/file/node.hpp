#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "flotilla/base/result.hpp"

namespace flotilla::model::file {

/// What goes wrong while a document is read: the first problem counts.
struct Findings {
    std::optional<Error> problem;
    std::vector<std::string> assumptions;  ///< paths of figures whose origin says that they are assumed

    void note(std::string_view path, std::string_view sentence);
};

/// A value of a JSON document with its path. What is not as it should be is noted and read as nothing, so
/// that readers need not check at each step; they look at the findings at the end.
class Node {
public:
    Node(const boost::json::value* value, std::string path, Findings& findings)
        : value_{value}, path_{std::move(path)}, findings_{&findings} {}

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Present, and not null.
    [[nodiscard]] bool is_there() const { return value_ != nullptr && !value_->is_null(); }
    [[nodiscard]] bool is_object() const { return is_there() && value_->is_object(); }
    [[nodiscard]] bool is_text() const { return is_there() && value_->is_string(); }
    [[nodiscard]] bool is_array() const { return is_there() && value_->is_array(); }
    void note(std::string_view sentence) const { findings_->note(path_, sentence); }

    /// An object with none but these keys, "note" and "origin".
    const Node& only(std::initializer_list<std::string_view> keys) const;
    /// The value of a key; a node that is not there when there is none.
    [[nodiscard]] Node at(std::string_view key) const;
    /// The same, and it is a problem when there is none.
    [[nodiscard]] Node need(std::string_view key) const;
    /// Keys and values in the document's order, without "note" and "origin".
    [[nodiscard]] std::vector<std::pair<std::string, Node>> members() const;
    [[nodiscard]] std::vector<Node> items() const;

    /// A finite number in [low, high]; `otherwise` when it is not there.
    [[nodiscard]] double number(double low, double high, double otherwise = 0) const;
    [[nodiscard]] std::int64_t whole(std::int64_t low, std::int64_t high, std::int64_t otherwise = 0) const;
    [[nodiscard]] bool truth(bool otherwise) const;
    [[nodiscard]] std::string text(std::string_view otherwise = "") const;
    [[nodiscard]] std::vector<std::string> texts() const;

private:
    const boost::json::value* value_;
    std::string path_;
    Findings* findings_;
};

}  // namespace flotilla::model::file
