#include "flotilla/cluster/apiserver/body.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/schema/canonical.hpp"
#include "flotilla/cluster/schema/decoding.hpp"
#include "flotilla/cluster/schema/duplicate_fields.hpp"
#include "flotilla/cluster/schema/pruning.hpp"
#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/kube/protobuf/codec.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

constexpr std::string_view kAcceptedTypes =
    "application/json, application/yaml, application/vnd.kubernetes.protobuf";
constexpr std::size_t kQuotedBody = 200;

MediaType content_type(const io::http::Request& request) {
    return MediaType::parse(request.headers.find("Content-Type").value_or("application/json"));
}

bool is_json(const MediaType& media) {
    return media.type.empty() || media.type == "application/json";
}

kube::Status undecodable(const Error& error) {
    return statuses::bad_request(fmt::format("error decoding the request body: {}", error.message));
}

std::string cannot_be_handled(const GroupVersionKind& kind, std::string_view why) {
    return fmt::format(
        "{0} in version \"{1}\" cannot be handled as a {0}: {2}", kind.kind, kind.version, why
    );
}

Outcome<void> check_type(kube::Json& object, const ApiRequest& request, const GroupVersionKind& kind) {
    if (!object.is_object()) {
        return reject(statuses::bad_request(cannot_be_handled(kind, "json: the body is not an object")));
    }
    const std::string_view api_version = kube::find_string(object, {"apiVersion"}).value_or("");
    const std::string_view name = kube::find_string(object, {"kind"}).value_or("");
    if (request.resource->is_custom() && name.empty()) {
        const std::string quoted = kube::to_json(object).substr(0, kQuotedBody);
        return reject(statuses::bad_request(fmt::format("Object 'Kind' is missing in '{}'", quoted)));
    }
    if (!name.empty() && name != kind.kind) {
        return reject(statuses::bad_request(fmt::format(
            "{} in version \"{}\" cannot be handled as a {}: no kind \"{}\" is expected here",
            name,
            api_version.empty() ? kind.version : api_version,
            kind.kind,
            name
        )));
    }
    if (!api_version.empty() && api_version != kind.api_version()) {
        return reject(statuses::bad_request(fmt::format(
            "the API version in the data ({}) does not match the expected API version ({})",
            api_version,
            kind.api_version()
        )));
    }
    object.as_object()["apiVersion"] = kind.api_version();
    object.as_object()["kind"] = kind.kind;
    return {};
}

}  // namespace

Outcome<kube::Json> decode_body(const io::http::Request& request) {
    const MediaType media = content_type(request);
    if (is_json(media)) {
        auto json = kube::parse_json(request.body);
        return json ? Outcome<kube::Json>{std::move(*json)} : reject(undecodable(json.error()));
    }
    if (media.type == "application/yaml") {
        auto json = kube::parse_yaml(request.body);
        return json ? Outcome<kube::Json>{std::move(*json)} : reject(undecodable(json.error()));
    }
    if (media.type == kube::protobuf::kMediaType) {
        auto json = kube::protobuf::decode(request.body);
        return json ? Outcome<kube::Json>{std::move(*json)} : reject(undecodable(json.error()));
    }
    return reject(statuses::unsupported_media_type(kAcceptedTypes));
}

Outcome<void> check_fields(
    ApiRequest& request, const KindSchema& schema, kube::Json& object, std::string_view text
) {
    const std::string_view mode = request.info.query.value("fieldValidation");
    DecodingReport report = check_decoding(schema.schema(), object);
    if (report.type_error) {
        return reject(statuses::bad_request(cannot_be_handled(schema.facts().kind, *report.type_error)));
    }
    if (mode != "Ignore") {
        std::vector<std::string> problems = std::move(report.unknown);
        if (!text.empty()) {
            std::vector<std::string> twice = find_duplicate_fields(text);
            problems.insert(
                problems.end(), std::make_move_iterator(twice.begin()), std::make_move_iterator(twice.end())
            );
        }
        if (mode == "Strict" && !problems.empty()) {
            const std::string why = strict_decoding_error(problems);
            return reject(statuses::bad_request(cannot_be_handled(schema.facts().kind, why)));
        }
        request.warnings.insert(request.warnings.end(), problems.begin(), problems.end());
    }
    prune(schema.schema(), object);
    drop_nulls(schema.schema(), object);
    canonicalize(schema.schema(), object);
    return {};
}

Outcome<kube::Json> decode_object(ApiRequest& request, const GroupVersionKind& kind) {
    FLOTILLA_TRY_OUTCOME(kube::Json object, decode_body(request.http));
    FLOTILLA_CHECK_OUTCOME(check_type(object, request, kind));
    if (request.resource->schema != nullptr && request.resource->kind() == kind) {
        const std::string_view text =
            is_json(content_type(request.http)) ? std::string_view{request.http.body} : "";
        FLOTILLA_CHECK_OUTCOME(check_fields(request, *request.resource->schema, object, text));
    }
    return object;
}

}  // namespace flotilla::cluster
