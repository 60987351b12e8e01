#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/message.hpp"
#include "flotilla/kube/api/object_key.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/kube/client/options.hpp"

/// Verbs as requests, and answers as errors. Pure: nothing is sent here.
namespace flotilla::kube::detail {

/// One call of the API, ready to be sent, and how to talk about it.
struct Call {
    Call() = default;

    std::string verb;      ///< as RBAC has it: "get", "deletecollection"
    std::string group;     ///< the resource's API group
    std::string resource;  ///< "deployments/scale"; "" for raw calls
    std::string where;     ///< "shop/web", "in namespace shop", "/version"
    io::http::Request request;

    /// "patch deployments.apps/scale shop/web"
    [[nodiscard]] std::string text() const;
};

Call get_call(const ResourceType& type, const ObjectKey& key, const GetOptions& options);
Call list_call(const ResourceType& type, std::string_view namespace_, const ListOptions& options);
Call watch_call(const ResourceType& type, std::string_view namespace_, const WatchOptions& options);
Call create_call(
    const ResourceType& type,
    std::string_view namespace_,
    std::string json,
    const WriteOptions& options,
    const std::string& field_manager
);
Call update_call(
    const ResourceType& type,
    const ObjectKey& key,
    std::string json,
    const WriteOptions& options,
    const std::string& field_manager
);
Call patch_call(
    const ResourceType& type,
    const ObjectKey& key,
    PatchType patch_type,
    std::string patch,
    const PatchOptions& options,
    const std::string& field_manager
);
Call remove_call(const ResourceType& type, const ObjectKey& key, const DeleteOptions& options);
Call delete_collection_call(
    const ResourceType& type,
    std::string_view namespace_,
    const ListOptions& selection,
    const DeleteOptions& options
);
/// POST to a subresource of a pod: "binding", "eviction".
Call pod_call(const ObjectKey& pod, std::string_view subresource, std::string json);
Call log_call(const ObjectKey& pod, const LogOptions& options);
Call raw_call(std::string method, std::string target, std::string body, std::string_view content_type);

/// `apiVersion: v1, kind: DeleteOptions` as the API takes it.
std::string to_json(const DeleteOptions& options);

/// What an answer of 400 or more means: the server's words, and for Forbidden the missing verb.
Error error_of(const Call& call, const io::http::Response& response);
/// How long to wait before the call may be repeated; nothing when it must not be.
std::optional<Duration> retry_after(const io::http::Response& response);

}  // namespace flotilla::kube::detail
