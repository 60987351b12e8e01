#include "flotilla/kube/client/detail/call.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "flotilla/io/http/url.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube::detail {
namespace {

using io::http::Query;
using io::http::Request;

constexpr std::string_view kJson = "application/json";

const ResourceType& pods() {
    static const ResourceType type{"", "v1", "pods", "Pod", true};
    return type;
}

void add_if_set(Query& query, const char* name, const std::string& value) {
    if (!value.empty()) {
        query.add(name, value);
    }
}

void add_if_set(Query& query, const char* name, const std::optional<std::int64_t>& value) {
    if (value) {
        query.add(name, std::to_string(*value));
    }
}

void add_if(Query& query, const char* name, bool value) {
    if (value) {
        query.add(name, "true");
    }
}

Call call_on(
    std::string verb,
    const ResourceType& type,
    std::string_view namespace_,
    std::string_view name,
    std::string_view subresource
) {
    Call call;
    call.verb = std::move(verb);
    call.group = type.group;
    call.resource = subresource.empty() ? type.plural : fmt::format("{}/{}", type.plural, subresource);
    if (!name.empty()) {
        call.where = to_string(ObjectKey{std::string{namespace_}, std::string{name}});
        call.request.target = type.path(namespace_, name, subresource);
    } else {
        call.where = namespace_.empty() ? "" : fmt::format("in namespace {}", namespace_);
        call.request.target = type.collection_path(namespace_);
    }
    return call;
}

void set_body(Call& call, std::string method, std::string body, std::string_view content_type) {
    call.request.method = std::move(method);
    call.request.body = std::move(body);
    call.request.headers.add("Content-Type", std::string{content_type});
}

Query write_query(const WriteOptions& options, const std::string& field_manager) {
    Query query;
    add_if_set(query, "fieldManager", options.field_manager.empty() ? field_manager : options.field_manager);
    add_if_set(query, "fieldValidation", options.field_validation);
    if (options.dry_run) {
        query.add("dryRun", "All");
    }
    return query;
}

void add_selectors(Query& query, const std::string& label_selector, const std::string& field_selector) {
    add_if_set(query, "labelSelector", label_selector);
    add_if_set(query, "fieldSelector", field_selector);
}

std::string_view content_type(PatchType type) {
    switch (type) {
        case PatchType::JsonPatch:
            return "application/json-patch+json";
        case PatchType::Merge:
            return "application/merge-patch+json";
        case PatchType::Strategic:
            return "application/strategic-merge-patch+json";
        case PatchType::Apply:
            break;
    }
    return "application/apply-patch+yaml";  // JSON is YAML
}

std::string_view name_of(Propagation propagation) {
    switch (propagation) {
        case Propagation::Background:
            return "Background";
        case Propagation::Foreground:
            return "Foreground";
        case Propagation::Orphan:
            break;
    }
    return "Orphan";
}

}  // namespace

std::string Call::text() const {
    const std::string full =
        group.empty() || resource.empty() ? resource : fmt::format("{}.{}", resource, group);
    std::string text = verb;
    for (const std::string& part : {full, where}) {
        if (!part.empty()) {
            text += ' ';
            text += part;
        }
    }
    return text;
}

Call get_call(const ResourceType& type, const ObjectKey& key, const GetOptions& options) {
    Call call = call_on("get", type, key.namespace_, key.name, options.subresource);
    Query query;
    add_if_set(query, "resourceVersion", options.resource_version);
    call.request.target += query.to_string();
    return call;
}

Call list_call(const ResourceType& type, std::string_view namespace_, const ListOptions& options) {
    Call call = call_on("list", type, namespace_, "", "");
    Query query;
    add_selectors(query, options.label_selector, options.field_selector);
    if (options.limit > 0) {
        query.add("limit", std::to_string(options.limit));
    }
    add_if_set(query, "continue", options.continue_token);
    if (options.continue_token.empty()) {  // a page after the first one has the version of the first
        add_if_set(query, "resourceVersion", options.resource_version);
        add_if_set(query, "resourceVersionMatch", options.resource_version_match);
    }
    call.request.target += query.to_string();
    return call;
}

Call watch_call(const ResourceType& type, std::string_view namespace_, const WatchOptions& options) {
    Call call = call_on("watch", type, namespace_, "", "");
    Query query;
    query.add("watch", "true");
    add_selectors(query, options.label_selector, options.field_selector);
    add_if_set(query, "resourceVersion", options.resource_version);
    add_if(query, "allowWatchBookmarks", options.allow_bookmarks);
    if (options.send_initial_events) {
        query.add("sendInitialEvents", "true");
        query.add("resourceVersionMatch", "NotOlderThan");
    }
    if (options.timeout) {
        query.add(
            "timeoutSeconds",
            std::to_string(std::chrono::ceil<std::chrono::seconds>(*options.timeout).count())
        );
    }
    call.request.target += query.to_string();
    return call;
}

Call create_call(
    const ResourceType& type,
    std::string_view namespace_,
    std::string json,
    const WriteOptions& options,
    const std::string& field_manager
) {
    Call call = call_on("create", type, namespace_, "", "");
    call.request.target += write_query(options, field_manager).to_string();
    set_body(call, "POST", std::move(json), kJson);
    return call;
}

Call update_call(
    const ResourceType& type,
    const ObjectKey& key,
    std::string json,
    const WriteOptions& options,
    const std::string& field_manager
) {
    Call call = call_on("update", type, key.namespace_, key.name, options.subresource);
    call.request.target += write_query(options, field_manager).to_string();
    set_body(call, "PUT", std::move(json), kJson);
    return call;
}

Call patch_call(
    const ResourceType& type,
    const ObjectKey& key,
    PatchType patch_type,
    std::string patch,
    const PatchOptions& options,
    const std::string& field_manager
) {
    Call call = call_on("patch", type, key.namespace_, key.name, options.subresource);
    Query query = write_query(options, field_manager);
    add_if(query, "force", options.force);
    call.request.target += query.to_string();
    set_body(call, "PATCH", std::move(patch), content_type(patch_type));
    return call;
}

Call remove_call(const ResourceType& type, const ObjectKey& key, const DeleteOptions& options) {
    Call call = call_on("delete", type, key.namespace_, key.name, "");
    set_body(call, "DELETE", to_json(options), kJson);
    return call;
}

Call delete_collection_call(
    const ResourceType& type,
    std::string_view namespace_,
    const ListOptions& selection,
    const DeleteOptions& options
) {
    Call call = call_on("deletecollection", type, namespace_, "", "");
    Query query;
    add_selectors(query, selection.label_selector, selection.field_selector);
    call.request.target += query.to_string();
    set_body(call, "DELETE", to_json(options), kJson);
    return call;
}

Call pod_call(const ObjectKey& pod, std::string_view subresource, std::string json) {
    Call call = call_on("create", pods(), pod.namespace_, pod.name, subresource);
    set_body(call, "POST", std::move(json), kJson);
    return call;
}

Call log_call(const ObjectKey& pod, const LogOptions& options) {
    Call call = call_on("get", pods(), pod.namespace_, pod.name, "log");
    Query query;
    add_if_set(query, "container", options.container);
    add_if(query, "follow", options.follow);
    add_if(query, "previous", options.previous);
    add_if(query, "timestamps", options.timestamps);
    add_if_set(query, "sinceSeconds", options.since_seconds);
    add_if_set(query, "tailLines", options.tail_lines);
    add_if_set(query, "limitBytes", options.limit_bytes);
    call.request.target += query.to_string();
    return call;
}

Call raw_call(std::string method, std::string target, std::string body, std::string_view content_type) {
    Call call;
    call.verb = method == "GET" ? "get" : "create";
    call.where = target.substr(0, target.find('?'));
    call.request.target = std::move(target);
    if (method != "GET") {
        set_body(call, std::move(method), std::move(body), content_type);
    }
    return call;
}

std::string to_json(const DeleteOptions& options) {
    JsonObject json{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}};
    if (options.propagation) {
        json["propagationPolicy"] = name_of(*options.propagation);
    }
    if (options.grace_period_seconds) {
        json["gracePeriodSeconds"] = *options.grace_period_seconds;
    }
    JsonObject preconditions;
    if (!options.uid.empty()) {
        preconditions["uid"] = options.uid;
    }
    if (!options.resource_version.empty()) {
        preconditions["resourceVersion"] = options.resource_version;
    }
    if (!preconditions.empty()) {
        json["preconditions"] = std::move(preconditions);
    }
    if (options.dry_run) {
        json["dryRun"] = JsonArray{"All"};
    }
    return kube::to_json(Json(std::move(json)));
}

}  // namespace flotilla::kube::detail
