#include "flotilla/kube/api/status.hpp"

#include <algorithm>
#include <array>

#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::kube {
namespace {

struct ReasonCode {
    std::string_view reason;
    ErrorCode code;
};

constexpr std::array kReasons = {
    ReasonCode{"BadRequest", ErrorCode::InvalidArgument},
    ReasonCode{"Invalid", ErrorCode::InvalidArgument},
    ReasonCode{"RequestEntityTooLarge", ErrorCode::InvalidArgument},
    ReasonCode{"NotFound", ErrorCode::NotFound},
    ReasonCode{"AlreadyExists", ErrorCode::AlreadyExists},
    ReasonCode{"Conflict", ErrorCode::Conflict},
    ReasonCode{"Gone", ErrorCode::Expired},
    ReasonCode{"Expired", ErrorCode::Expired},
    ReasonCode{"Unauthorized", ErrorCode::Unauthorized},
    ReasonCode{"Forbidden", ErrorCode::Forbidden},
    ReasonCode{"TooManyRequests", ErrorCode::TooManyRequests},
    ReasonCode{"MethodNotAllowed", ErrorCode::Unsupported},
    ReasonCode{"NotAcceptable", ErrorCode::Unsupported},
    ReasonCode{"UnsupportedMediaType", ErrorCode::Unsupported},
    ReasonCode{"ServiceUnavailable", ErrorCode::Unavailable},
    ReasonCode{"ServerTimeout", ErrorCode::Unavailable},
    ReasonCode{"InternalError", ErrorCode::Unavailable},
    ReasonCode{"Timeout", ErrorCode::DeadlineExceeded},
};

ErrorCode code_of_http(int http_status) {
    switch (http_status) {
        case 401:
            return ErrorCode::Unauthorized;
        case 403:
            return ErrorCode::Forbidden;
        case 404:
            return ErrorCode::NotFound;
        case 405:
        case 406:
        case 415:
            return ErrorCode::Unsupported;
        case 408:
        case 504:
            return ErrorCode::DeadlineExceeded;
        case 409:
            return ErrorCode::Conflict;
        case 410:
            return ErrorCode::Expired;
        case 429:
            return ErrorCode::TooManyRequests;
        default:
            break;
    }
    if (http_status >= 500) {
        return ErrorCode::Unavailable;
    }
    return http_status >= 400 ? ErrorCode::InvalidArgument : ErrorCode::Internal;
}

StatusDetails details_from_json(const Json& json) {
    StatusDetails details;
    details.name = text_at(json, {"name"});
    details.group = text_at(json, {"group"});
    details.kind = text_at(json, {"kind"});
    details.uid = text_at(json, {"uid"});
    details.retry_after_seconds = static_cast<int>(
        std::clamp<std::int64_t>(find_int(json, {"retryAfterSeconds"}).value_or(0), 0, 1'000'000)
    );
    if (const JsonArray* causes = find_array(json, {"causes"})) {
        for (const Json& cause : *causes) {
            details.causes.push_back(
                {text_at(cause, {"reason"}), text_at(cause, {"message"}), text_at(cause, {"field"})}
            );
        }
    }
    return details;
}

void put(JsonObject& out, std::string_view key, std::string_view text) {
    if (!text.empty()) {
        out[key] = text;
    }
}

Json details_to_json(const StatusDetails& details) {
    JsonObject out;
    put(out, "name", details.name);
    put(out, "group", details.group);
    put(out, "kind", details.kind);
    put(out, "uid", details.uid);
    if (!details.causes.empty()) {
        JsonArray causes;
        for (const StatusCause& cause : details.causes) {
            JsonObject one;
            put(one, "reason", cause.reason);
            put(one, "message", cause.message);
            put(one, "field", cause.field);
            causes.emplace_back(std::move(one));
        }
        out["causes"] = std::move(causes);
    }
    if (details.retry_after_seconds != 0) {
        out["retryAfterSeconds"] = details.retry_after_seconds;
    }
    return out;
}

}  // namespace

Result<Status> status_from_json(const Json& json) {
    if (find_string(json, {"kind"}) != "Status") {
        return fail(ErrorCode::InvalidArgument, "wanted an object of kind Status");
    }
    Status status;
    status.success = find_string(json, {"status"}) == "Success";
    status.code = static_cast<int>(std::clamp<std::int64_t>(find_int(json, {"code"}).value_or(0), 0, 999));
    status.reason = text_at(json, {"reason"});
    status.message = text_at(json, {"message"});
    status.continue_token = text_at(json, {"metadata", "continue"});
    if (const Json* details = find(json, {"details"}); details != nullptr && details->is_object()) {
        status.details = details_from_json(*details);
    }
    return status;
}

Json to_json_value(const Status& status) {
    JsonObject out;
    out["kind"] = "Status";
    out["apiVersion"] = "v1";
    JsonObject metadata;
    put(metadata, "continue", status.continue_token);
    out["metadata"] = std::move(metadata);
    out["status"] = status.success ? "Success" : "Failure";
    put(out, "message", status.message);
    put(out, "reason", status.reason);
    if (status.details) {
        out["details"] = details_to_json(*status.details);
    }
    if (status.code != 0) {
        out["code"] = status.code;
    }
    return out;
}

std::string to_json(const Status& status) {
    return to_json(to_json_value(status));
}

ErrorCode error_code(std::string_view reason, int http_status) {
    for (const ReasonCode& known : kReasons) {
        if (known.reason == reason) {
            return known.code;
        }
    }
    return code_of_http(http_status);
}

Error to_error(const Status& status) {
    Error error;
    error.code = error_code(status.reason, status.code);
    error.message = status.message;
    if (error.message.empty()) {
        error.message =
            status.reason.empty() ? fmt::format("the server answered {}", status.code) : status.reason;
    }
    if (status.details && status.details->retry_after_seconds > 0) {
        error.retry_after = std::chrono::seconds{status.details->retry_after_seconds};
    }
    return error;
}

}  // namespace flotilla::kube
