#include <algorithm>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

std::vector<std::string> container_names(const kube::Json& pod) {
    std::vector<std::string> names;
    for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
        if (const kube::JsonArray* containers = kube::find_array(pod, {"spec", list})) {
            for (const kube::Json& container : *containers) {
                names.emplace_back(kube::find_string(container, {"name"}).value_or(""));
            }
        }
    }
    return names;
}

bool has_started(const kube::Json& pod, std::string_view container) {
    for (const std::string_view list : {"containerStatuses", "initContainerStatuses"}) {
        if (const kube::JsonArray* statuses = kube::find_array(pod, {"status", list})) {
            for (const kube::Json& status : *statuses) {
                if (kube::find_string(status, {"name"}) == container) {
                    return kube::find_object(status, {"state", "waiting"}) == nullptr;
                }
            }
        }
    }
    return false;
}

Outcome<std::string> chosen_container(const ApiRequest& request, const kube::Json& pod) {
    const std::vector<std::string> names = container_names(pod);
    const std::string wanted{request.info.query.value("container")};
    if (wanted.empty()) {
        const kube::JsonArray* containers = kube::find_array(pod, {"spec", "containers"});
        if (containers == nullptr || containers->size() != 1) {
            return reject(statuses::bad_request(fmt::format(
                "a container name must be specified for pod {}, choose one of: [{}]",
                request.info.name,
                fmt::join(names, " ")
            )));
        }
        return names.front();
    }
    if (std::ranges::find(names, wanted) == names.end()) {
        return reject(statuses::bad_request(
            fmt::format("container {} is not valid for pod {}", wanted, request.info.name)
        ));
    }
    return wanted;
}

}  // namespace

Outcome<io::http::Response> pod_log(Core& core, const ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(const ObjectPtr stored, current_object(core, request));
    const kube::Json pod = stored->parsed();
    FLOTILLA_TRY_OUTCOME(const std::string container, chosen_container(request, pod));
    if (!has_started(pod, container)) {
        return reject(statuses::bad_request(fmt::format(
            "container \"{}\" in pod \"{}\" is waiting to start: ContainerCreating",
            container,
            request.info.name
        )));
    }
    io::http::Response response{200};
    response.headers.add("Content-Type", "text/plain");
    const std::string stamp =
        is_set(request.info.query, "timestamps") ? format_micro_time(core.clock.wall_now()) + " " : "";
    if (request.info.query.value("tailLines") != "0") {
        response.body =
            fmt::format("{}{}: this container is simulated and writes no log\n", stamp, container);
    }
    return response;
}

}  // namespace flotilla::cluster
