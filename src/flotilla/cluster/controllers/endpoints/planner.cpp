#include "flotilla/cluster/controllers/endpoints/planner.hpp"

#include <algorithm>

#include "flotilla/cluster/controllers/engine/ownership.hpp"

namespace flotilla::cluster::controllers {
namespace {

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

/// Changes of several pods within this time lead to one write.
constexpr Duration kCoalesce = std::chrono::milliseconds{10};
constexpr std::size_t kPerSlice = 100;
constexpr std::string_view kServiceLabel = "kubernetes.io/service-name";
constexpr std::string_view kManagedByLabel = "endpointslice.kubernetes.io/managed-by";
constexpr std::string_view kManager = "endpointslice-controller.k8s.io";

bool alters_backends(const PodView* before, const PodView* after) {
    return before == nullptr || after == nullptr || before->ip != after->ip ||
           before->is_ready != after->is_ready || before->is_active() != after->is_active() ||
           before->labels != after->labels;
}

bool equals(const Json& object, std::string_view field, const JsonArray& wanted) {
    const JsonArray* present = kube::find_array(object, {field});
    return present != nullptr ? *present == wanted : wanted.empty();
}

Json new_slice(const DocumentView& service, const SliceContent& content) {
    JsonObject labels;
    for (const auto& [key, value] : service.labels) {
        labels[key] = value;
    }
    labels[kServiceLabel] = service.key.name;
    labels[kManagedByLabel] = kManager;
    JsonObject metadata{
        {"generateName", service.key.name + "-"},
        {"namespace", service.key.namespace_},
        {"labels", std::move(labels)},
        {"ownerReferences", JsonArray{owner_reference(services_type(), service)}},
    };
    return JsonObject{
        {"apiVersion", "discovery.k8s.io/v1"},
        {"kind", "EndpointSlice"},
        {"metadata", std::move(metadata)},
        {"addressType", "IPv4"},
        {"endpoints", content.endpoints},
        {"ports", content.ports},
    };
}

}  // namespace

void follow_backends(World& world, const Planner::Enqueue& enqueue) {
    world.services.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.pods.on_change([&world, enqueue](const PodView* before, const PodView* after) {
        if (!alters_backends(before, after)) {
            return;
        }
        const PodView& pod = *(after != nullptr ? after : before);
        for (const auto& service : world.services.objects().list(pod.key.namespace_)) {
            const auto selector = selector_of(service->view);
            if (selector &&
                (selector->matches(pod.labels) || (before != nullptr && selector->matches(before->labels)))) {
                enqueue(service->view.key, kCoalesce);
            }
        }
    });
}

void EndpointsPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    follow_backends(world, enqueue);
    world.endpoints.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        if (after == nullptr) {
            enqueue(before->key, Duration{0});
        }
    });
}

Plan EndpointsPlanner::plan(const kube::ObjectKey& key, Instant /*now*/) {
    Plan plan;
    const auto service = world_->services.find(key);
    const auto endpoints = world_->endpoints.find(key);
    if (!service) {
        if (endpoints && endpoints->view.labels.contains("endpoints.kubernetes.io/managed-by")) {
            plan.changes.push_back(remove(endpoints_type(), key, endpoints->view.uid));
        }
        return plan;
    }
    if (!selector_of(service->view)) {
        return plan;
    }
    JsonArray subsets =
        endpoints_subsets(backends_of(service->view, world_->pods.objects().list(key.namespace_)));
    if (!endpoints) {
        JsonObject labels;
        for (const auto& [name, value] : service->view.labels) {
            labels[name] = value;
        }
        labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller";
        JsonObject metadata{{"name", key.name}, {"namespace", key.namespace_}, {"labels", std::move(labels)}};
        JsonObject object{
            {"apiVersion", "v1"},
            {"kind", "Endpoints"},
            {"metadata", std::move(metadata)},
            {"subsets", std::move(subsets)}
        };
        plan.changes.push_back(create(endpoints_type(), key.namespace_, std::move(object)));
    } else if (!equals(endpoints->view.json, "subsets", subsets)) {
        Json wanted = subsets.empty() ? Json(nullptr) : Json(std::move(subsets));
        plan.changes.push_back(patch(endpoints_type(), key, JsonObject{{"subsets", std::move(wanted)}}));
    }
    return plan;
}

void EndpointSlicePlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    follow_backends(world, enqueue);
    world.endpoint_slices.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        if (after == nullptr) {
            const auto service = before->labels.find(kServiceLabel);
            if (service != before->labels.end()) {
                enqueue({before->key.namespace_, service->second}, Duration{0});
            }
        }
    });
}

std::vector<SeenPtr<DocumentView>> EndpointSlicePlanner::slices_of(const kube::ObjectKey& service) const {
    std::vector<SeenPtr<DocumentView>> slices = world_->endpoint_slices.objects().list(service.namespace_);
    std::erase_if(slices, [&](const SeenPtr<DocumentView>& slice) {
        const auto name = slice->view.labels.find(kServiceLabel);
        const auto manager = slice->view.labels.find(kManagedByLabel);
        return name == slice->view.labels.end() || name->second != service.name ||
               manager == slice->view.labels.end() || manager->second != kManager;
    });
    return slices;
}

Plan EndpointSlicePlanner::plan(const kube::ObjectKey& key, Instant /*now*/) {
    Plan plan;
    const auto service = world_->services.find(key);
    if (!service || service->view.is_deleting() || !selector_of(service->view)) {
        return plan;  // without the Service the garbage collector takes its slices
    }
    const std::vector<Backend> backends =
        backends_of(service->view, world_->pods.objects().list(key.namespace_));
    const std::vector<SliceContent> contents = slice_contents(backends, kPerSlice);
    const std::vector<SeenPtr<DocumentView>> slices = slices_of(key);
    for (std::size_t i = 0; i < contents.size(); ++i) {
        if (i >= slices.size()) {
            plan.changes.push_back(
                create(endpoint_slices_type(), key.namespace_, new_slice(service->view, contents[i]))
            );
            continue;
        }
        const DocumentView& slice = slices[i]->view;
        if (!equals(slice.json, "endpoints", contents[i].endpoints) ||
            !equals(slice.json, "ports", contents[i].ports)) {
            JsonObject body{{"endpoints", contents[i].endpoints}, {"ports", contents[i].ports}};
            plan.changes.push_back(patch(endpoint_slices_type(), slice.key, std::move(body)));
        }
    }
    for (std::size_t i = contents.size(); i < slices.size(); ++i) {
        plan.changes.push_back(remove(endpoint_slices_type(), slices[i]->view.key, slices[i]->view.uid));
    }
    return plan;
}

}  // namespace flotilla::cluster::controllers
