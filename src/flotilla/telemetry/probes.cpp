#include "flotilla/telemetry/probes.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace flotilla::telemetry {

using io::http::Request;
using io::http::Response;
using io::http::ResponseWriter;

namespace {

constexpr std::string_view kPrometheusType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kOpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

Response text(int status, std::string body, std::string_view type = "text/plain; charset=utf-8") {
    Response response{status};
    response.headers.set("Content-Type", std::string{type});
    response.body = std::move(body);
    return response;
}

Response metrics(const Registry& registry, const Request& request) {
    const auto accept = request.headers.find("Accept");
    if (accept && accept->find("application/openmetrics-text") != std::string_view::npos) {
        return text(200, registry.openmetrics_text(), kOpenMetricsType);
    }
    return text(200, registry.prometheus_text(), kPrometheusType);
}

Response all(const Checks& checks, bool is_verbose) {
    const Checks::Outcome outcome = checks.run();
    if (!outcome.is_ok) {
        return text(503, outcome.report + "check failed\n");
    }
    return text(200, is_verbose ? outcome.report + "check passed\n" : "ok");
}

Response one(const Checks& checks, const std::string& name) {
    const Result<void> result = checks.run(name);
    if (result) {
        return text(200, "ok");
    }
    return text(result.error().code == ErrorCode::NotFound ? 404 : 503, result.error().message + "\n");
}

/// The rest of `path` after `/name` or `/name/`; nothing when the path is another.
std::optional<std::string> under(std::string_view path, std::string_view name) {
    if (!path.starts_with(name)) {
        return std::nullopt;
    }
    path.remove_prefix(name.size());
    if (path.empty()) {
        return "";
    }
    if (path.front() != '/') {
        return std::nullopt;
    }
    return std::string{path.substr(1)};
}

std::optional<Response> probe(
    const Checks& checks, std::string_view endpoint, std::string_view path, bool is_verbose
) {
    const auto name = under(path, endpoint);
    if (!name) {
        return std::nullopt;
    }
    return name->empty() ? all(checks, is_verbose) : one(checks, *name);
}

}  // namespace

Checks::Outcome Checks::run() const {
    Outcome outcome;
    for (const auto& [name, check] : checks_) {
        if (const Result<void> result = check(); result) {
            outcome.report += fmt::format("[+]{} ok\n", name);
        } else {
            outcome.is_ok = false;
            outcome.report += fmt::format("[-]{} failed: {}\n", name, result.error().message);
        }
    }
    return outcome;
}

Result<void> Checks::run(const std::string& name) const {
    const auto found = checks_.find(name);
    if (found == checks_.end()) {
        return fail(ErrorCode::NotFound, fmt::format("no check named {}", name));
    }
    return found->second();
}

asio::awaitable<void> ProbeHandler::handle(Request request, ResponseWriter& writer) {
    const std::string_view target = request.target;
    const std::string_view path = target.substr(0, target.find('?'));
    const bool is_verbose = target.substr(path.size()).starts_with("?verbose");

    Response response = text(404, "not found: try /metrics, /healthz, /livez or /readyz\n");
    if (request.method != "GET" && request.method != "HEAD") {
        response = text(405, "only GET and HEAD\n");
    } else if (path == "/metrics") {
        response = metrics(metrics_, request);
    } else if (auto ready = probe(ready_, "/readyz", path, is_verbose)) {
        response = std::move(*ready);
    } else if (auto live = probe(live_, "/livez", path, is_verbose)) {
        response = std::move(*live);
    } else if (auto health = probe(live_, "/healthz", path, is_verbose)) {
        response = std::move(*health);
    }
    (void)co_await writer.send(std::move(response));  // a prober that has gone needs no answer
}

}  // namespace flotilla::telemetry
