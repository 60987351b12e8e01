#include "flotilla/model/file/node.hpp"

#include <algorithm>
#include <cmath>

namespace flotilla::model::file {
namespace {

bool is_comment(std::string_view key) {
    return key == "note" || key == "origin";
}

}  // namespace

void Findings::note(std::string_view path, std::string_view sentence) {
    if (!problem) {
        problem = Error{
            ErrorCode::InvalidArgument,
            fmt::format("{}: {}", path.empty() ? "the document" : path, sentence),
            std::nullopt
        };
    }
}

const Node& Node::only(std::initializer_list<std::string_view> keys) const {
    if (!is_object()) {
        note("should be an object");
        return *this;
    }
    for (const auto& [key, value] : value_->get_object()) {
        const std::string_view name{key.data(), key.size()};
        if (!is_comment(name) && std::find(keys.begin(), keys.end(), name) == keys.end()) {
            at(name).note("there is no such key");
        }
        if (name == "origin" && value.is_string() && value.get_string().starts_with("assumed")) {
            findings_->assumptions.push_back(path_);
        }
    }
    return *this;
}

Node Node::at(std::string_view key) const {
    const boost::json::value* found = nullptr;
    if (is_object()) {
        found = value_->get_object().if_contains({key.data(), key.size()});
    }
    return {found, path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key), *findings_};
}

Node Node::need(std::string_view key) const {
    Node node = at(key);
    if (!node.is_there()) {
        node.note("is missing");
    }
    return node;
}

std::vector<std::pair<std::string, Node>> Node::members() const {
    std::vector<std::pair<std::string, Node>> members;
    if (!is_object()) {
        if (is_there()) {
            note("should be an object");
        }
        return members;
    }
    for (const auto& [key, value] : value_->get_object()) {
        const std::string_view name{key.data(), key.size()};
        if (!is_comment(name)) {
            members.emplace_back(name, at(name));
        }
    }
    return members;
}

std::vector<Node> Node::items() const {
    std::vector<Node> items;
    if (!is_array()) {
        if (is_there()) {
            note("should be a list");
        }
        return items;
    }
    for (const boost::json::value& value : value_->get_array()) {
        items.emplace_back(&value, fmt::format("{}[{}]", path_, items.size()), *findings_);
    }
    return items;
}

double Node::number(double low, double high, double otherwise) const {
    if (!is_there()) {
        return otherwise;
    }
    boost::system::error_code problem;
    const auto number = value_->to_number<double>(problem);
    if (problem || !std::isfinite(number)) {
        note("should be a number");
        return otherwise;
    }
    if (number < low || number > high) {
        note(fmt::format("is {}, and should lie between {} and {}", number, low, high));
        return otherwise;
    }
    return number;
}

std::int64_t Node::whole(std::int64_t low, std::int64_t high, std::int64_t otherwise) const {
    const double value =
        number(static_cast<double>(low), static_cast<double>(high), static_cast<double>(otherwise));
    if (value != std::floor(value)) {
        note("should be a whole number");
        return otherwise;
    }
    return static_cast<std::int64_t>(value);
}

bool Node::truth(bool otherwise) const {
    if (!is_there()) {
        return otherwise;
    }
    if (!value_->is_bool()) {
        note("should be true or false");
        return otherwise;
    }
    return value_->get_bool();
}

std::string Node::text(std::string_view otherwise) const {
    if (!is_there()) {
        return std::string{otherwise};
    }
    if (!is_text()) {
        note("should be a text");
        return std::string{otherwise};
    }
    return {value_->get_string().data(), value_->get_string().size()};
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> texts;
    for (const Node& item : items()) {
        if (!item.is_text()) {
            item.note("should be a text");
        }
        texts.push_back(item.text());
    }
    return texts;
}

}  // namespace flotilla::model::file
