#include "flotilla/cluster/apiserver/verbs/list_options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

const kube::ResourceType& list_options_type() {
    static const kube::ResourceType type{"meta.k8s.io", "v1", "listoptions", "ListOptions", false};
    return type;
}

constexpr std::string_view kTokenVersion = "meta.k8s.io/v1";

kube::Status invalid_token(std::string_view why) {
    return statuses::bad_request(fmt::format("invalid continue token: continue key is not valid: {}", why));
}

kube::Status forbidden_field(std::string field, std::string detail) {
    kube::FieldError error;
    error.type = kube::FieldError::Type::Forbidden;
    error.field = std::move(field);
    error.detail = std::move(detail);
    return statuses::invalid(list_options_type(), "", {error});
}

Outcome<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return reject(
            statuses::bad_request(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", text))
        );
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
        std::vector<kube::FieldError> errors{error};
        if (options.send_initial_events) {
            error.type = kube::FieldError::Type::Forbidden;
            error.value.clear();
            error.detail = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
            errors.insert(errors.begin(), error);
        }
        return reject(statuses::invalid(list_options_type(), "", errors));
    }
    if (options.version == Revision{0}) {
        return reject(forbidden_field(
            std::string{kField}, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""
        ));
    }
    return ListOptions::Match::Exact;
}

}  // namespace

Outcome<std::optional<Revision>> parse_version(std::string_view text, std::string_view verb) {
    if (text.empty()) {
        return std::optional<Revision>{};
    }
    Revision revision = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
    if (error != std::errc{} || end != text.data() + text.size()) {
        const std::string why = fmt::format(
            "resourceVersion: Invalid value: \"{0}\": strconv.ParseUint: parsing \"{0}\": invalid syntax",
            text
        );
        if (verb == "list") {
            return reject(statuses::bad_request("invalid resource version: " + why));
        }
        return reject(statuses::unexplained(why));
    }
    return std::optional{revision};
}

Outcome<ListOptions> ListOptions::parse(const RequestInfo& info) {
    ListOptions options;
    options.continue_token = info.query.value("continue");
    options.bookmarks = is_set(info.query, "allowWatchBookmarks");
    options.send_initial_events = is_set(info.query, "sendInitialEvents");
    options.skip_initial_events = info.query.find("sendInitialEvents") && !options.send_initial_events;
    const std::string_view version = info.query.value("resourceVersion");
    FLOTILLA_TRY_OUTCOME(options.version, parse_version(version, info.verb));
    if (const std::string_view limit = info.query.value("limit"); !limit.empty()) {
        FLOTILLA_TRY_OUTCOME(const std::int64_t count, parse_number(limit));
        options.limit = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    if (const std::string_view timeout = info.query.value("timeoutSeconds"); !timeout.empty()) {
        FLOTILLA_TRY_OUTCOME(const std::int64_t seconds, parse_number(timeout));
        if (seconds > 0) {
            options.timeout = std::chrono::seconds{seconds};
        }
    }
    if (info.verb != "watch" && info.query.find("sendInitialEvents")) {
        kube::Status status = forbidden_field("sendInitialEvents", "sendInitialEvents is forbidden for list");
        if (const auto match = parse_match(info, options); !match) {
            const auto& more = match.error().details->causes;
            status.details->causes.insert(status.details->causes.end(), more.begin(), more.end());
        }
        return reject(std::move(status));
    }
    if (info.verb == "watch" && !options.continue_token.empty()) {
        return reject(forbidden_field(
            "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"
        ));
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
    json.as_object()["v"] = kTokenVersion;
    json.as_object()["rv"] = revision ? static_cast<std::int64_t>(*revision) : -1;
    json.as_object()["start"] = fmt::format("{}/{}", after.namespace_, after.name);
    return base64url_encode(kube::to_json(json));
}

Outcome<ContinueToken> ContinueToken::decode(std::string_view text) {
    const auto decoded = base64url_decode(text);
    const auto json =
        decoded ? kube::parse_json(*decoded) : fail(ErrorCode::InvalidArgument, "it is no base64url");
    if (!json) {
        return reject(invalid_token(json.error().message));
    }
    const std::string_view version = kube::find_string(*json, {"v"}).value_or("");
    if (version != kTokenVersion) {
        return reject(invalid_token(fmt::format("server does not recognize this encoded version {}", version))
        );
    }
    const std::int64_t revision = kube::find_int(*json, {"rv"}).value_or(0);
    if (revision == 0) {
        return reject(
            invalid_token(fmt::format("incorrect encoded start resourceVersion (version {})", kTokenVersion))
        );
    }
    const std::string_view start = kube::find_string(*json, {"start"}).value_or("");
    if (start.empty()) {
        return reject(invalid_token(fmt::format("encoded start key empty (version {})", kTokenVersion)));
    }
    const std::size_t slash = start.find('/');
    const std::string_view name = start.substr(std::min(slash, start.size() - 1) + 1);
    if (slash == std::string_view::npos || name.find('/') != std::string_view::npos) {
        return reject(invalid_token(std::string{start}));
    }
    ContinueToken token;
    token.after = Position{std::string{start.substr(0, slash)}, std::string{name}};
    if (revision > 0) {
        token.revision = static_cast<Revision>(revision);
    }
    return token;
}

}  // namespace flotilla::cluster
