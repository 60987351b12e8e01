#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/status.hpp"
#include "flotilla/kube/client/detail/call.hpp"

namespace flotilla::kube::detail {
namespace {

constexpr std::size_t kQuotedBody = 200;  // of an answer that is no Status

std::optional<Status> status_of(const io::http::Response& response) {
    const auto json = parse_json(response.body);
    if (!json) {
        return std::nullopt;
    }
    auto status = status_from_json(*json);
    return status ? std::optional{std::move(*status)} : std::nullopt;
}

std::optional<std::chrono::seconds> retry_after_field(const io::http::Response& response) {
    const auto field = response.headers.find("Retry-After");
    std::int64_t seconds = 0;
    if (!field || std::from_chars(field->data(), field->data() + field->size(), seconds).ec != std::errc{}) {
        return std::nullopt;
    }
    return std::chrono::seconds{std::max<std::int64_t>(seconds, 0)};
}

/// What is known when the body is no Status: a proxy in between, an old server.
Error plain_error(const io::http::Response& response) {
    std::string_view words = response.body;
    words = words.substr(0, std::min(words.find_last_not_of(" \r\n") + 1, kQuotedBody));
    return {
        error_code("", response.status),
        words.empty() ? fmt::format("the server answers {}", response.status)
                      : fmt::format("the server answers {}: {}", response.status, words),
        std::nullopt
    };
}

/// What to do about a 403. One that is no matter of rights (a quota, an admission policy) says enough itself.
std::string missing_permission(const Call& call, const std::string& said) {
    if (said.find("User \"system:anonymous\"") != std::string::npos) {
        return "; the request carried no credentials that the server knows: the kubeconfig's user needs a "
               "token or "
               "a client certificate";
    }
    for (const std::string_view other : {"exceeded quota", "denied the request", "violates PodSecurity"}) {
        if (said.find(other) != std::string::npos) {
            return {};
        }
    }
    if (call.resource.empty()) {
        return fmt::format(
            "; a ClusterRole of this user must allow \"{}\" on the URL {}", call.verb, call.where
        );
    }
    return fmt::format(
        "; a Role or ClusterRole of this user must allow verb \"{}\" on resource \"{}\" of API group \"{}\"",
        call.verb,
        call.resource,
        call.group
    );
}

}  // namespace

Error error_of(const Call& call, const io::http::Response& response) {
    const std::optional<Status> status = status_of(response);
    Error error = status ? to_error(*status) : plain_error(response);
    if (!error.retry_after) {
        error.retry_after = retry_after_field(response);
    }
    error.message = fmt::format("{}: {}", call.text(), error.message);
    if (error.code == ErrorCode::Forbidden) {
        error.message += missing_permission(call, error.message);
    }
    if (error.code == ErrorCode::Unauthorized) {
        error.message += "; the credentials are missing, wrong or expired: log in again";
    }
    return error;
}

std::optional<Duration> retry_after(const io::http::Response& response) {
    if (response.status != 429 && response.status < 500) {
        return std::nullopt;
    }
    if (const auto seconds = retry_after_field(response)) {
        return *seconds;
    }
    const std::optional<Status> status = status_of(response);
    if (!status || !status->details) {
        return std::nullopt;
    }
    const auto& causes = status->details->causes;
    const bool lags_behind = std::any_of(causes.begin(), causes.end(), [](const StatusCause& cause) {
        return cause.reason == "ResourceVersionTooLarge" || cause.message == "Too large resource version";
    });
    if (!lags_behind) {
        return std::nullopt;
    }
    return std::chrono::seconds{std::max(status->details->retry_after_seconds, 1)};
}

}  // namespace flotilla::kube::detail
