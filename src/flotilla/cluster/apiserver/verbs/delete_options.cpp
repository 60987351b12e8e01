#include "flotilla/cluster/apiserver/verbs/delete_options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/body.hpp"

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

kube::Status invalid_option(
    std::string field,
    std::string value,
    std::string detail,
    kube::FieldError::Type type_of_error = kube::FieldError::Type::Invalid
) {
    static const kube::ResourceType type{"meta.k8s.io", "v1", "deleteoptions", "DeleteOptions", false};
    kube::FieldError error;
    error.type = type_of_error;
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
        R"(supported values: "Foreground", "Background", "Orphan", "nil")",
        kube::FieldError::Type::NotSupported
    ));
}

/// A negative grace period means the shortest that there is.
std::int64_t effective_grace(std::int64_t wanted) {
    return wanted < 0 ? 1 : wanted;
}

/// The older orphanDependents beside the newer propagationPolicy.
Outcome<void> set_orphan(DeleteOptions& options, bool orphan) {
    using Propagation = DeleteOptions::Propagation;
    if (options.propagation != Propagation::Unset) {
        const std::string_view given = options.propagation == Propagation::Foreground   ? "\"Foreground\""
                                       : options.propagation == Propagation::Background ? "\"Background\""
                                                                                        : "\"Orphan\"";
        return reject(invalid_option(
            "propagationPolicy",
            std::string{given},
            "orphanDependents and deletionPropagation cannot be both set"
        ));
    }
    options.propagation = orphan ? Propagation::Orphan : Propagation::Background;
    return {};
}

Outcome<DeleteOptions> from_query(const io::http::Query& query) {
    DeleteOptions options;
    FLOTILLA_TRY_OUTCOME(options.propagation, parse_propagation(query.value("propagationPolicy")));
    if (query.find("orphanDependents")) {
        FLOTILLA_CHECK_OUTCOME(set_orphan(options, is_set(query, "orphanDependents")));
    }
    if (const std::string_view grace = query.value("gracePeriodSeconds"); !grace.empty()) {
        std::int64_t seconds = 0;
        if (std::from_chars(grace.data(), grace.data() + grace.size(), seconds).ec != std::errc{}) {
            return reject(
                statuses::bad_request(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", grace))
            );
        }
        options.grace_seconds = effective_grace(seconds);
    }
    options.dry_run = query.value("dryRun") == "All";
    return options;
}

}  // namespace

Outcome<DeleteOptions> DeleteOptions::from_json(const kube::Json& json) {
    DeleteOptions options;
    if (!json.is_object()) {
        return options;
    }
    if (const auto grace = kube::find_int(json, {"gracePeriodSeconds"})) {
        options.grace_seconds = effective_grace(*grace);
    }
    FLOTILLA_TRY_OUTCOME(
        options.propagation, parse_propagation(kube::find_string(json, {"propagationPolicy"}).value_or(""))
    );
    if (const auto orphan = kube::find_bool(json, {"orphanDependents"})) {
        FLOTILLA_CHECK_OUTCOME(set_orphan(options, *orphan));
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
    return options;
}

Outcome<DeleteOptions> DeleteOptions::parse(const ApiRequest& request) {
    if (request.http.body.empty()) {
        return from_query(request.info.query);
    }
    FLOTILLA_TRY_OUTCOME(const kube::Json body, decode_body(request.http));
    const auto kind = kube::find_string(body, {"kind"});
    if (kind && *kind != "DeleteOptions") {
        return reject(statuses::unexplained(fmt::format(
            "no kind \"{}\" is registered for version \"{}\" in scheme \"pkg/runtime/scheme.go:110\"",
            *kind,
            kube::find_string(body, {"apiVersion"}).value_or("")
        )));
    }
    FLOTILLA_TRY_OUTCOME(DeleteOptions options, from_json(body));
    options.dry_run = options.dry_run || request.is_dry_run();
    return options;
}

}  // namespace flotilla::cluster
