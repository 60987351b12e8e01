#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::controllers::group {

/// Which Deployments belong to an application: those whose metadata carries its name, or those of a selector.
class Application {
public:
    /// @param selector decides alone when there is one
    explicit Application(std::string name, std::optional<kube::LabelSelector> selector = std::nullopt)
        : name_(std::move(name)), selector_(std::move(selector)) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Label `app` or `app.kubernetes.io/part-of`, or annotation `flotilla.dev/app`, equal to the name.
    [[nodiscard]] bool owns(const kube::StringMap& labels, const kube::StringMap& annotations) const;
    /// How it finds its Deployments, for people: "label app=teastore, …".
    [[nodiscard]] std::string criterion() const;

private:
    std::string name_;
    std::optional<kube::LabelSelector> selector_;
};

}  // namespace flotilla::controllers::group
