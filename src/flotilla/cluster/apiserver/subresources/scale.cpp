#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"
#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/render.hpp"
#include "flotilla/cluster/apiserver/subresources/subresources.hpp"
#include "flotilla/cluster/apiserver/verbs/change.hpp"
#include "flotilla/cluster/schema/json_path.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

const GroupVersionKind& scale_kind() {
    static const GroupVersionKind kind{"autoscaling", "v1", "Scale"};
    return kind;
}

const kube::Json* at_path(const kube::Json& object, const std::string& path) {
    const auto parsed = JsonPath::parse(path);
    return path.empty() || !parsed ? nullptr : parsed->first(object);
}

std::int64_t number_at(const kube::Json& object, const std::string& path) {
    const kube::Json* value = at_path(object, path);
    return value == nullptr ? 0 : kube::whole_number(*value).value_or(0);
}

/// Sets the number at a dotted path (".spec.replicas"); the objects on the way are made.
void set_number(kube::Json& object, std::string_view path, std::int64_t number) {
    kube::Json* place = &object;
    while (!path.empty()) {
        path.remove_prefix(path.front() == '.' ? 1 : 0);
        const std::size_t end = std::min(path.find('.'), path.size());
        place = &kube::place(*place, {path.substr(0, end)});
        path.remove_prefix(end);
    }
    *place = number;
}

/// Where a resource keeps what Scale shows.
CustomScale paths_of(const Resource& resource) {
    return resource.is_custom() ? *resource.custom->scale
                                : CustomScale{".spec.replicas", ".status.replicas", ".spec.selector"};
}

std::string selector_text(const kube::Json& object, const CustomScale& paths, bool is_custom) {
    const kube::Json* selector = at_path(object, paths.label_selector_path);
    if (selector == nullptr) {
        return {};
    }
    if (selector->is_string()) {
        return std::string{kube::text_of(selector->get_string())};
    }
    const bool is_plain_map = !is_custom && kube::find(*selector, {"matchLabels"}) == nullptr &&
                              kube::find(*selector, {"matchExpressions"}) == nullptr;
    if (is_plain_map && selector->is_object()) {
        kube::StringMap labels;
        for (const auto& [key, value] : selector->get_object()) {
            labels.emplace(std::string{key}, value.is_string() ? kube::text_of(value.get_string()) : "");
        }
        return kube::LabelSelector::of(labels).text();
    }
    const auto parsed = kube::LabelSelector::from_json(*selector);
    return parsed ? parsed->text() : std::string{};
}

kube::Json scale_of(const Resource& resource, const kube::Json& object) {
    const CustomScale paths = paths_of(resource);
    kube::Json scale(kube::JsonObject{});
    scale.as_object()["kind"] = scale_kind().kind;
    scale.as_object()["apiVersion"] = scale_kind().api_version();
    for (const std::string_view field :
         {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
        if (const kube::Json* value = kube::find(object, {"metadata", field})) {
            kube::place(scale, {"metadata", field}) = *value;
        }
    }
    kube::place(scale, {"spec"}) = kube::JsonObject{};
    kube::place(scale, {"spec", "replicas"}) = number_at(object, paths.spec_replicas_path);
    kube::place(scale, {"status", "replicas"}) = number_at(object, paths.status_replicas_path);
    if (const std::string selector = selector_text(object, paths, resource.is_custom()); !selector.empty()) {
        kube::place(scale, {"status", "selector"}) = selector;
    }
    return scale;
}

Outcome<Reply> reply_with_scale(const Resource& resource, const Reply& written) {
    FLOTILLA_TRY_OUTCOME(const kube::Json object, in_version(resource, *written.object));
    Reply reply{written.code};
    reply.value = scale_of(resource, object);
    reply.durable = written.durable;
    return reply;
}

Outcome<kube::Json> wanted_scale(const Core& core, ApiRequest& request, const kube::Json& current) {
    if (request.info.verb == "patch") {
        const KindSchema* schema = core.kinds.find(scale_kind());
        return apply_patch(request, current, schema == nullptr ? nullptr : &schema->schema());
    }
    return decode_object(request, scale_kind());
}

Outcome<std::int64_t> wanted_replicas(const ApiRequest& request, const kube::Json& scale) {
    const kube::Json* value = kube::find(scale, {"spec", "replicas"});
    const auto replicas = value == nullptr ? std::optional<std::int64_t>{0} : kube::whole_number(*value);
    if (!replicas) {
        return reject(statuses::bad_request(
            "Scale in version \"v1\" cannot be handled as a Scale: spec.replicas is not a whole number"
        ));
    }
    if (*replicas < 0) {
        static const kube::ResourceType type{"autoscaling", "v1", "scales", "Scale", true};
        kube::FieldError error;
        error.field = "spec.replicas";
        error.value = std::to_string(*replicas);
        error.detail = "must be greater than or equal to 0";
        return reject(statuses::invalid(type, request.info.name, {error}));
    }
    return *replicas;
}

}  // namespace

Outcome<Reply> scale(Core& core, ApiRequest& request) {
    const Resource& resource = *request.resource;
    FLOTILLA_TRY_OUTCOME(const ObjectPtr stored, current_object(core, request));
    FLOTILLA_TRY_OUTCOME(kube::Json object, in_version(resource, *stored));
    const kube::Json current = scale_of(resource, object);
    if (request.info.verb == "get") {
        return reply_with_scale(resource, Reply{200, stored, {}, revision_of(*stored)});
    }
    FLOTILLA_TRY_OUTCOME(const kube::Json wanted, wanted_scale(core, request, current));
    FLOTILLA_TRY_OUTCOME(const std::int64_t replicas, wanted_replicas(request, wanted));
    const std::string_view uid = kube::find_string(wanted, {"metadata", "uid"}).value_or("");
    if (!uid.empty() && uid != stored->uid()) {
        return reject(statuses::conflict(
            resource.type,
            request.info.name,
            fmt::format(
                "Precondition failed: UID in precondition: {}, UID in object meta: {}", uid, stored->uid()
            )
        ));
    }
    set_number(object, paths_of(resource).spec_replicas_path, replicas);
    const auto version = kube::find_string(wanted, {"metadata", "resourceVersion"});
    kube::place(object, {"metadata", "resourceVersion"}) =
        version && !version->empty() ? *version : stored->resource_version();
    FLOTILLA_TRY_OUTCOME(const Reply written, update_object(core, request, stored, std::move(object)));
    return reply_with_scale(resource, written);
}

}  // namespace flotilla::cluster
