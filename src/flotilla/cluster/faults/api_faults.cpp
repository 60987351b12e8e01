#include "flotilla/cluster/faults/api_faults.hpp"

#include <string>

namespace flotilla::cluster::faults {
namespace {

bool names(const std::set<std::string>& wanted, std::string_view one) {
    return wanted.empty() || wanted.contains(std::string{one});
}

std::string resource_of(const RequestInfo& request) {
    return request.subresource.empty() ? request.resource : request.resource + "/" + request.subresource;
}

}  // namespace

bool ApiFaults::concerns(const ApiFault& fault, const RequestInfo& request, std::string_view user) const {
    return (user != spared_ || !fault.users.empty()) && names(fault.users, user) &&
           names(fault.verbs, request.verb) && names(fault.resources, resource_of(request));
}

std::optional<Fault> ApiFaults::decide(const RequestInfo& request, std::string_view user) {
    if (!request.is_resource) {
        return std::nullopt;  // health, discovery, metrics
    }
    for (const ApiFault* fault : active_) {
        if (concerns(*fault, request, user) && (fault->share >= 1 || random_.uniform() < fault->share)) {
            Fault decided;
            decided.delay = fault->delay;
            decided.status = fault->status;
            decided.retry_after_seconds = fault->retry_after_seconds;
            decided.cut_watch_after = fault->cut_watches_after;
            return decided;
        }
    }
    return std::nullopt;
}

}  // namespace flotilla::cluster::faults
