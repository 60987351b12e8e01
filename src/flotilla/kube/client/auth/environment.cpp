#include "flotilla/kube/client/auth/environment.hpp"

#include <unistd.h>

namespace flotilla::kube {

EnvironmentVariables EnvironmentVariables::of_process() {
    std::map<std::string, std::string, std::less<>> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return EnvironmentVariables{std::move(variables)};
}

std::optional<std::string> EnvironmentVariables::find(std::string_view name) const {
    const auto found = variables_.find(name);
    if (found == variables_.end() || found->second.empty()) {
        return std::nullopt;
    }
    return found->second;
}

}  // namespace flotilla::kube
