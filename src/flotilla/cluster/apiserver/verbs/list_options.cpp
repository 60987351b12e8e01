#include "flotilla/cluster/apiserver/verbs/list_options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/base64url.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

const kube::ResourceType& list_options_type() {
    static const kube::ResourceType type{"meta.k8s.io", "v1", "listoptions", "ListOptions", false};
    return type;
}

kube::Status forbidden_field(std::string field, std::string detail) {
    kube::FieldError error;
    error.type = kube::FieldError::Type::Forbidden;
    error.field = std::move(field);
    error.detail = std::move(detail);
    return statuses::invalid(list_options_type(), "", {error});
}

template <class Number>
Outcome<Number> parse_number(std::string_view field, std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return reject(statuses::bad_request(
            fmt::format("{}: strconv.ParseInt: parsing \"{}\": invalid syntax", field, text)
        ));
    }
    return number;
}

Outcome<ListOptions::Match> parse_match(const RequestInfo& info, const ListOptions& options) {
    constexpr std::string_view kField = "resourceVersionMatch";
    const std::string_view match = info.query.value(kField);
    const bool is_watch = info.verb == "watch";
    if (match.empty()) {
        if (options.send_initial_events) {
            return reject(forbidden_field(
                std::string{kField}, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
            ));
        }
        return ListOptions::Match::Unset;
    }
    if (is_watch && !info.query.find("sendInitialEvents")) {
        return reject(forbidden_field(
            std::string{kField},
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        ));
    }
    if (!is_watch && info.query.value("resourceVersion").empty()) {
        return reject(forbidden_field(
            std::string{kField}, "resourceVersionMatch is forbidden unless resourceVersion is provided"
        ));
    }
    if (!options.continue_token.empty()) {
        return reject(forbidden_field(
            std::string{kField}, "resourceVersionMatch is forbidden when continue is provided"
        ));
    }
    if (match == "NotOlderThan") {
        return ListOptions::Match::NotOlderThan;
    }
    if (match != "Exact" || is_watch) {
        kube::FieldError error;
        error.type = kube::FieldError::Type::NotSupported;
        error.field = kField;
        error.value = fmt::format("\"{}\"", match);
        error.detail = is_watch ? "supported values: \"NotOlderThan\""
                                : "supported values: \"Exact\", \"NotOlderThan\", \"\"";
        return reject(statuses::invalid(list_options_type(), "", {error}));
    }
    if (options.version == Revision{0}) {
        return reject(forbidden_field(
            std::string{kField}, "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""
        ));
    }
    return ListOptions::Match::Exact;
}

}  // namespace

Outcome<std::optional<Revision>> parse_version(std::string_view text) {
    if (text.empty()) {
        return std::optional<Revision>{};
    }
    Revision revision = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return reject(statuses::bad_request(
            fmt::format("invalid resource version: strconv.ParseUint: parsing \"{}\": invalid syntax", text)
        ));
    }
    return std::optional{revision};
}

Outcome<ListOptions> ListOptions::parse(const RequestInfo& info) {
    ListOptions options;
    options.continue_token = info.query.value("continue");
    options.bookmarks = info.query.flag("allowWatchBookmarks");
    options.send_initial_events = info.query.flag("sendInitialEvents");
    const std::string_view version = info.query.value("resourceVersion");
    FLOTILLA_TRY_OUTCOME(options.version, parse_version(version));
    if (const std::string_view limit = info.query.value("limit"); !limit.empty()) {
        FLOTILLA_TRY_OUTCOME(const std::int64_t count, parse_number<std::int64_t>("limit", limit));
        options.limit = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    if (const std::string_view timeout = info.query.value("timeoutSeconds"); !timeout.empty()) {
        FLOTILLA_TRY_OUTCOME(
            const std::int64_t seconds, parse_number<std::int64_t>("timeoutSeconds", timeout)
        );
        if (seconds > 0) {
            options.timeout = std::chrono::seconds{seconds};
        }
    }
    if (info.verb != "watch" && info.query.find("sendInitialEvents")) {
        return reject(forbidden_field("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    if (!options.continue_token.empty() && !version.empty() && version != "0") {
        return reject(statuses::bad_request("specifying resource version is not allowed when using continue")
        );
    }
    FLOTILLA_TRY_OUTCOME(options.match, parse_match(info, options));
    return options;
}

std::string ContinueToken::encode() const {
    kube::Json json(kube::JsonObject{});
    json.as_object()["v"] = "meta.k8s.io/v1";
    json.as_object()["rv"] = revision ? static_cast<std::int64_t>(*revision) : -1;
    json.as_object()["start"] = fmt::format("{}/{}", after.namespace_, after.name);
    return base64url_encode(kube::to_json(json));
}

Outcome<ContinueToken> ContinueToken::decode(std::string_view text) {
    const auto decoded = base64url_decode(text);
    const auto json =
        decoded ? kube::parse_json(*decoded) : fail(ErrorCode::InvalidArgument, "it is no base64");
    const auto start = json ? kube::find_string(*json, {"start"}) : std::nullopt;
    const auto revision = json ? kube::find_int(*json, {"rv"}) : std::nullopt;
    const std::size_t slash = start ? start->find('/') : std::string_view::npos;
    if (!revision || slash == std::string_view::npos) {
        return reject(statuses::bad_request("continue key is not valid: it was not made by this server"));
    }
    ContinueToken token;
    token.after = Position{std::string{start->substr(0, slash)}, std::string{start->substr(slash + 1)}};
    if (*revision > 0) {
        token.revision = static_cast<Revision>(*revision);
    }
    return token;
}

kube::Status too_large_version(Revision wanted, Revision current) {
    kube::Status status =
        statuses::timeout(fmt::format("Too large resource version: {}, current: {}", wanted, current), 1);
    if (!status.details) {
        status.details.emplace();
    }
    status.details->retry_after_seconds = 1;
    status.details->causes = {kube::StatusCause{"ResourceVersionTooLarge", "Too large resource version", ""}};
    return status;
}

}  // namespace flotilla::cluster
