#include "flotilla/cluster/apiserver/registry/quality_of_service.hpp"

#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster {

namespace {

/// The amount, absent when there is none or it is zero.
std::optional<kube::Quantity> amount(
    const kube::Json& container, std::string_view side, std::string_view name
) {
    const auto text = kube::find_string(container, {"resources", side, name});
    const auto quantity = text ? kube::Quantity::parse(*text) : fail(ErrorCode::NotFound, "");
    return quantity && *quantity != kube::Quantity{} ? std::optional{*quantity} : std::nullopt;
}

}  // namespace

std::string_view quality_of_service(const kube::Json& pod) {
    bool any = false;
    bool guaranteed = true;
    for (const std::string_view list : {"containers", "initContainers"}) {
        const kube::JsonArray* containers = kube::find_array(pod, {"spec", list});
        if (containers == nullptr) {
            continue;
        }
        for (const kube::Json& container : *containers) {
            for (const std::string_view name : {"cpu", "memory"}) {
                const auto limit = amount(container, "limits", name);
                const auto request = amount(container, "requests", name);
                any = any || limit || request;
                guaranteed = guaranteed && limit && (!request || *request == *limit);
            }
        }
    }
    if (!any) {
        return "BestEffort";
    }
    return guaranteed ? "Guaranteed" : "Burstable";
}

}  // namespace flotilla::cluster
