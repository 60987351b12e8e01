#include "golden/json_view.hpp"

#include <fmt/format.h>

namespace flotilla::testing::golden {
namespace {

const kube::Json kNothing;

}  // namespace

void JsonView::complain(std::string_view what) const {
    if (problem_->empty()) {
        *problem_ = fmt::format("{}: {}", path_, what);
    }
}

bool JsonView::has(std::string_view key) const {
    return json_->is_object() && json_->as_object().contains(key);
}

JsonView JsonView::at(std::string_view key) const {
    const std::string path = fmt::format("{}.{}", path_, key);
    if (!json_->is_object()) {
        complain("wanted an object");
        return {kNothing, path, *problem_};
    }
    const kube::Json* found = json_->as_object().if_contains(key);
    const JsonView view{found != nullptr ? *found : kNothing, path, *problem_};
    if (found == nullptr) {
        view.complain("is missing");
    }
    return view;
}

std::vector<JsonView> JsonView::items() const {
    std::vector<JsonView> views;
    if (!json_->is_array()) {
        complain("wanted a list");
        return views;
    }
    for (const kube::Json& item : json_->as_array()) {
        views.emplace_back(item, fmt::format("{}[{}]", path_, views.size()), *problem_);
    }
    return views;
}

std::vector<std::pair<std::string, JsonView>> JsonView::members() const {
    std::vector<std::pair<std::string, JsonView>> views;
    if (!json_->is_object()) {
        complain("wanted an object");
        return views;
    }
    for (const auto& [key, value] : json_->as_object()) {
        const std::string name{key};
        views.emplace_back(name, JsonView{value, fmt::format("{}.{}", path_, name), *problem_});
    }
    return views;
}

std::string JsonView::text() const {
    if (!json_->is_string()) {
        complain("wanted a text");
        return {};
    }
    return std::string{kube::text_of(json_->as_string())};
}

std::int64_t JsonView::integer() const {
    const std::optional<std::int64_t> whole = kube::whole_number(*json_);
    if (!whole) {
        complain("wanted a whole number");
    }
    return whole.value_or(0);
}

double JsonView::number() const {
    if (!json_->is_number()) {
        complain("wanted a number");
        return 0;
    }
    return json_->to_number<double>();
}

std::optional<std::int64_t> JsonView::optional_integer(std::string_view key) const {
    return has(key) ? std::optional{integer(key)} : std::nullopt;
}

std::optional<std::string> JsonView::optional_text(std::string_view key) const {
    return has(key) ? std::optional{text(key)} : std::nullopt;
}

bool JsonView::flag(std::string_view key) const {
    if (!has(key)) {
        return false;
    }
    const JsonView view = at(key);
    if (!view.json().is_bool()) {
        view.complain("wanted true or false");
        return false;
    }
    return view.json().as_bool();
}

std::vector<JsonView> JsonView::optional_items(std::string_view key) const {
    return has(key) ? at(key).items() : std::vector<JsonView>{};
}

}  // namespace flotilla::testing::golden
