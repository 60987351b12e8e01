#include "flotilla/cluster/apiserver/verbs/delete_options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

kube::Status invalid_option(std::string field, std::string value, std::string detail) {
    static const kube::ResourceType type{"meta.k8s.io", "v1", "deleteoptions", "DeleteOptions", false};
    kube::FieldError error;
    error.field = std::move(field);
    error.value = std::move(value);
    error.detail = std::move(detail);
    return statuses::invalid(type, "", {error});
}

Outcome<DeleteOptions::Propagation> parse_propagation(std::string_view text) {
    using Propagation = DeleteOptions::Propagation;
    if (text.empty()) {
        return Propagation::Unset;
    }
    if (text == "Background") {
        return Propagation::Background;
    }
    if (text == "Foreground") {
        return Propagation::Foreground;
    }
    if (text == "Orphan") {
        return Propagation::Orphan;
    }
    return reject(invalid_option(
        "propagationPolicy",
        fmt::format("\"{}\"", text),
        "must be one of \"Background\", \"Foreground\", \"Orphan\" or nil"
    ));
}

Outcome<void> check_grace(const DeleteOptions& options) {
    if (options.grace_seconds && *options.grace_seconds < 0) {
        return reject(invalid_option(
            "gracePeriodSeconds", std::to_string(*options.grace_seconds), "must be greater than or equal to 0"
        ));
    }
    return {};
}

Outcome<DeleteOptions> from_query(const Query& query) {
    DeleteOptions options;
    FLOTILLA_TRY_OUTCOME(options.propagation, parse_propagation(query.value("propagationPolicy")));
    if (query.flag("orphanDependents")) {
        options.propagation = DeleteOptions::Propagation::Orphan;
    }
    if (const std::string_view grace = query.value("gracePeriodSeconds"); !grace.empty()) {
        std::int64_t seconds = 0;
        if (std::from_chars(grace.data(), grace.data() + grace.size(), seconds).ec != std::errc{}) {
            return reject(statuses::bad_request(fmt::format("gracePeriodSeconds: \"{}\" is no number", grace))
            );
        }
        options.grace_seconds = seconds;
    }
    options.dry_run = query.value("dryRun") == "All";
    FLOTILLA_CHECK_OUTCOME(check_grace(options));
    return options;
}

}  // namespace

Outcome<DeleteOptions> DeleteOptions::from_json(const kube::Json& json) {
    DeleteOptions options;
    if (!json.is_object()) {
        return options;
    }
    options.grace_seconds = kube::find_int(json, {"gracePeriodSeconds"});
    FLOTILLA_TRY_OUTCOME(
        options.propagation, parse_propagation(kube::find_string(json, {"propagationPolicy"}).value_or(""))
    );
    if (const auto orphan = kube::find_bool(json, {"orphanDependents"})) {
        if (options.propagation != Propagation::Unset) {
            return reject(invalid_option(
                "propagationPolicy", "", "orphanDependents and deletionPropagation cannot be both set"
            ));
        }
        options.propagation = *orphan ? Propagation::Orphan : Propagation::Background;
    }
    if (const auto uid = kube::find_string(json, {"preconditions", "uid"})) {
        options.uid = *uid;
    }
    if (const auto version = kube::find_string(json, {"preconditions", "resourceVersion"})) {
        options.resource_version = *version;
    }
    if (const kube::JsonArray* dry_run = kube::find_array(json, {"dryRun"})) {
        for (const kube::Json& stage : *dry_run) {
            if (stage != "All") {
                return reject(invalid_option("dryRun", kube::to_json(*dry_run), "must be [\"All\"]"));
            }
            options.dry_run = true;
        }
    }
    FLOTILLA_CHECK_OUTCOME(check_grace(options));
    return options;
}

Outcome<DeleteOptions> DeleteOptions::parse(const ApiRequest& request) {
    if (request.http.body.empty()) {
        return from_query(request.info.query);
    }
    FLOTILLA_TRY_OUTCOME(const kube::Json body, decode_body(request.http));
    const auto kind = kube::find_string(body, {"kind"});
    if (kind && *kind != "DeleteOptions") {
        return reject(
            statuses::bad_request(fmt::format("the body of a delete is DeleteOptions, not {}", *kind))
        );
    }
    FLOTILLA_TRY_OUTCOME(DeleteOptions options, from_json(body));
    options.dry_run = options.dry_run || request.is_dry_run();
    return options;
}

}  // namespace flotilla::cluster
