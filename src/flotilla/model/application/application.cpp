#include "flotilla/model/application/application.hpp"

#include <algorithm>

namespace flotilla::model {
namespace {

template <class Named>
const Named* find_by_name(const std::vector<Named>& all, std::string_view name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Endpoint* Service::find(std::string_view endpoint) const {
    return find_by_name(endpoints, endpoint);
}

const Service* Application::find(std::string_view service) const {
    return find_by_name(services, service);
}

const NetworkProfile& Application::active_network() const {
    const NetworkProfile* active = find_by_name(networks, network);
    FLOTILLA_ASSERT(active != nullptr);  // checked() has seen to it
    return *active;
}

Result<Application> checked(Application application) {
    const std::vector<Defect> found = defects(application);
    if (!found.empty()) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("{}: {}", found.front().path, found.front().problem)
        );
    }
    return application;
}

}  // namespace flotilla::model
