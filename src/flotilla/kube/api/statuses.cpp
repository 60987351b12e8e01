#include <algorithm>
#include <array>

#include "flotilla/kube/api/status.hpp"

namespace flotilla::kube {
namespace {

struct FieldErrorWords {
    std::string_view text;
    std::string_view reason;
    bool shows_value;
};

constexpr std::array<FieldErrorWords, 10> kFieldErrors = {{
    {"Not found", "FieldValueNotFound", true},
    {"Required value", "FieldValueRequired", false},
    {"Duplicate value", "FieldValueDuplicate", true},
    {"Invalid value", "FieldValueInvalid", true},
    {"Unsupported value", "FieldValueNotSupported", true},
    {"Forbidden", "FieldValueForbidden", false},
    {"Too long", "FieldValueTooLong", false},
    {"Too many", "FieldValueTooMany", true},
    {"Internal error", "InternalError", false},
    {"Invalid value", "FieldValueTypeInvalid", true},
}};

const FieldErrorWords& words_of(FieldError::Type type) {
    return kFieldErrors[static_cast<std::size_t>(type)];
}

std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

Status failure(int code, std::string_view reason, std::string message) {
    Status status;
    status.code = code;
    status.reason = reason;
    status.message = std::move(message);
    return status;
}

Status failure_on(
    int code, std::string_view reason, std::string message, const ResourceType& type, std::string_view name
) {
    Status status = failure(code, reason, std::move(message));
    status.details.emplace();
    status.details->name = name;
    status.details->group = type.group;
    status.details->kind = type.plural;
    return status;
}

}  // namespace

std::string FieldError::body() const {
    const FieldErrorWords& words = words_of(type);
    std::string out{words.text};
    if (words.shows_value && !value.empty()) {
        out += ": ";
        out += value;
    }
    if (!detail.empty()) {
        out += ": ";
        out += detail;
    }
    return out;
}

std::string FieldError::text() const {
    return fmt::format("{}: {}", field, body());
}

std::string_view FieldError::reason() const {
    return words_of(type).reason;
}

namespace statuses {

Status not_found(const ResourceType& type, std::string_view name) {
    return failure_on(
        404, "NotFound", fmt::format("{} {} not found", type.group_resource(), quoted(name)), type, name
    );
}

Status already_exists(const ResourceType& type, std::string_view name) {
    return failure_on(
        409,
        "AlreadyExists",
        fmt::format("{} {} already exists", type.group_resource(), quoted(name)),
        type,
        name
    );
}

Status conflict(const ResourceType& type, std::string_view name, std::string_view why) {
    return failure_on(
        409,
        "Conflict",
        fmt::format("Operation cannot be fulfilled on {} {}: {}", type.group_resource(), quoted(name), why),
        type,
        name
    );
}

Status invalid(const ResourceType& type, std::string_view name, const std::vector<FieldError>& errors) {
    Status status = failure(422, "Invalid", fmt::format("{} {} is invalid", type.group_kind(), quoted(name)));
    status.details.emplace();
    status.details->name = name;
    status.details->group = type.group;
    status.details->kind = type.kind;
    std::vector<std::string> texts;
    for (const FieldError& error : errors) {
        status.details->causes.push_back({std::string{error.reason()}, error.body(), error.field});
        std::string text = error.text();
        if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
            texts.push_back(std::move(text));
        }
    }
    if (texts.size() == 1) {
        status.message += ": " + texts.front();
    } else if (!texts.empty()) {
        status.message += fmt::format(": [{}]", fmt::join(texts, ", "));
    }
    return status;
}

Status forbidden(const ResourceType& type, std::string_view name, std::string_view why) {
    const std::string subject =
        name.empty() ? type.group_resource() : type.group_resource() + " " + quoted(name);
    return failure_on(403, "Forbidden", fmt::format("{} is forbidden: {}", subject, why), type, name);
}

Status bad_request(std::string_view message) {
    return failure(400, "BadRequest", std::string{message});
}

Status unauthorized() {
    return failure(401, "Unauthorized", "Unauthorized");
}

Status expired(std::string_view message) {
    return failure(410, "Expired", std::string{message});
}

Status method_not_allowed(const ResourceType& type, std::string_view action) {
    return failure_on(
        405,
        "MethodNotAllowed",
        fmt::format("{} is not supported on resources of kind {}", action, quoted(type.group_resource())),
        type,
        ""
    );
}

Status not_acceptable(std::string_view accepted) {
    return failure(
        406, "NotAcceptable", fmt::format("only the following media types are accepted: {}", accepted)
    );
}

Status unsupported_media_type(std::string_view accepted) {
    return failure(
        415,
        "UnsupportedMediaType",
        fmt::format(
            "the body of the request was in an unknown format - accepted media types include: {}", accepted
        )
    );
}

Status request_too_large(std::string_view detail) {
    return failure(413, "RequestEntityTooLarge", fmt::format("Request entity is too large: {}", detail));
}

Status too_many_requests(std::string_view message, int retry_after_seconds) {
    Status status = failure(429, "TooManyRequests", std::string{message});
    status.details.emplace().retry_after_seconds = retry_after_seconds;
    return status;
}

Status internal_error(std::string_view detail) {
    Status status = failure(500, "InternalError", fmt::format("Internal error occurred: {}", detail));
    status.details.emplace().causes.push_back({"", std::string{detail}, ""});
    return status;
}

Status unexplained(std::string_view message) {
    return failure(500, "", std::string{message});
}

Status service_unavailable(std::string_view message) {
    return failure(503, "ServiceUnavailable", std::string{message});
}

Status timeout(std::string_view message, int retry_after_seconds) {
    Status status = failure(504, "Timeout", fmt::format("Timeout: {}", message));
    status.details.emplace().retry_after_seconds = retry_after_seconds;
    return status;
}

Status no_such_resource() {
    Status status = failure(404, "NotFound", "the server could not find the requested resource");
    status.details.emplace();
    return status;
}

Status success(const ResourceType& type, std::string_view name, std::string_view uid) {
    Status status;
    status.success = true;
    status.details.emplace();
    status.details->name = name;
    status.details->group = type.group;
    status.details->kind = type.plural;
    status.details->uid = uid;
    return status;
}

}  // namespace statuses
}  // namespace flotilla::kube
