#include "flotilla/controllers/group/application.hpp"

#include <fmt/format.h>

namespace flotilla::controllers::group {
namespace {

constexpr std::string_view kAppLabel = "app";
constexpr std::string_view kPartOfLabel = "app.kubernetes.io/part-of";
constexpr std::string_view kAppAnnotation = "flotilla.dev/app";

bool says(const kube::StringMap& texts, std::string_view key, std::string_view value) {
    const auto found = texts.find(key);
    return found != texts.end() && found->second == value;
}

}  // namespace

bool Application::owns(const kube::StringMap& labels, const kube::StringMap& annotations) const {
    if (selector_) {
        return selector_->matches(labels);
    }
    return says(labels, kAppLabel, name_) || says(labels, kPartOfLabel, name_) ||
           says(annotations, kAppAnnotation, name_);
}

std::string Application::criterion() const {
    if (selector_) {
        return fmt::format("selector {}", selector_->text());
    }
    return fmt::format(
        "label {0}={3} or {1}={3}, or annotation {2}={3}", kAppLabel, kPartOfLabel, kAppAnnotation, name_
    );
}

}  // namespace flotilla::controllers::group
