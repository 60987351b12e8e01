#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace flotilla::kube {

/// The variables of a process, as a value: tests make their own.
class EnvironmentVariables {
public:
    EnvironmentVariables() = default;
    explicit EnvironmentVariables(std::map<std::string, std::string, std::less<>> variables)
        : variables_(std::move(variables)) {}
    /// Those of this process, now.
    static EnvironmentVariables of_process();

    /// Nothing when it is not set or empty.
    [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& variables() const {
        return variables_;
    }

private:
    std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace flotilla::kube
