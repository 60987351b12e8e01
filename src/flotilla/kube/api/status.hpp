#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/resource_type.hpp"

namespace flotilla::kube {

/// metav1.Status: how the API tells that something went wrong (or, rarely, well).
struct StatusCause {
    std::string reason;   ///< "FieldValueInvalid"
    std::string message;  ///< without the field's name
    std::string field;    ///< "spec.replicas"
    friend bool operator==(const StatusCause&, const StatusCause&) = default;
};
struct StatusDetails {
    std::string name;
    std::string group;
    std::string kind;  ///< the resource ("deployments"), or the kind for Invalid
    std::string uid;
    std::vector<StatusCause> causes;
    int retry_after_seconds = 0;
    friend bool operator==(const StatusDetails&, const StatusDetails&) = default;
};
struct Status {
    bool success = false;
    int code = 0;  ///< the HTTP status
    std::string reason;
    std::string message;
    std::optional<StatusDetails> details;
    std::string continue_token;  ///< of an expired list: how to go on without consistency

    friend bool operator==(const Status&, const Status&) = default;
};

/// Fails with InvalidArgument when it is no object of kind Status.
Result<Status> status_from_json(const Json& json);
Json to_json_value(const Status& status);
std::string to_json(const Status& status);

/// The code that callers branch on. The reason decides; without a known one the HTTP status.
ErrorCode error_code(std::string_view reason, int http_status);
/// What a caller gets to see: code, the server's words, and when to come again.
Error to_error(const Status& status);

/// One wrong field of an object, in the words of upstream: `spec.replicas: Invalid value: -1: must be …`.
struct FieldError {
    enum class Type {
        NotFound,
        Required,
        Duplicate,
        Invalid,
        NotSupported,
        Forbidden,
        TooLong,
        TooMany,
        Internal,
        TypeInvalid,
    };
    Type type = Type::Invalid;
    std::string field;
    std::string value;  ///< as JSON text; left out where the type has none
    std::string detail;

    /// Without the field: "Invalid value: -1: must be …".
    [[nodiscard]] std::string body() const;
    [[nodiscard]] std::string text() const;
    /// "FieldValueInvalid"
    [[nodiscard]] std::string_view reason() const;
};

/// The usual answers, worded exactly as kube-apiserver words them.
namespace statuses {

Status not_found(const ResourceType& type, std::string_view name);
Status already_exists(const ResourceType& type, std::string_view name);
/// `why` is mostly kModified.
Status conflict(const ResourceType& type, std::string_view name, std::string_view why);
inline constexpr std::string_view kModified =
    "the object has been modified; please apply your changes to the latest version and try again";
Status invalid(const ResourceType& type, std::string_view name, const std::vector<FieldError>& errors);
/// `name` may be empty.
Status forbidden(const ResourceType& type, std::string_view name, std::string_view why);
Status bad_request(std::string_view message);
Status unauthorized();
Status expired(std::string_view message);
Status method_not_allowed(const ResourceType& type, std::string_view action);
Status not_acceptable(std::string_view accepted);
Status unsupported_media_type(std::string_view accepted);
Status request_too_large(std::string_view detail);
Status too_many_requests(std::string_view message, int retry_after_seconds);
Status internal_error(std::string_view detail);
/// 500 without a reason: what Kubernetes makes of an error that has no form of its own.
Status unexplained(std::string_view message);
Status service_unavailable(std::string_view message);
Status timeout(std::string_view message, int retry_after_seconds);
/// "the server could not find the requested resource"
Status no_such_resource();
/// The answer to a successful delete.
Status success(const ResourceType& type, std::string_view name, std::string_view uid);

}  // namespace statuses

}  // namespace flotilla::kube
