#include "flotilla/cluster/apiserver/verbs/write_options.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/negotiation.hpp"

namespace flotilla::cluster {

namespace {

using kube::FieldError;

FieldError wrong(
    FieldError::Type type, std::string_view field, std::string_view value, std::string_view detail
) {
    FieldError error;
    error.type = type;
    error.field = field;
    error.value = value.empty() ? "" : fmt::format("\"{}\"", value);
    error.detail = detail;
    return error;
}

std::string_view options_kind(std::string_view verb) {
    if (verb == "create") {
        return "CreateOptions";
    }
    if (verb == "update") {
        return "UpdateOptions";
    }
    return verb == "patch" ? "PatchOptions" : "DeleteOptions";
}

bool is_apply(const ApiRequest& request) {
    return MediaType::parse(request.http.headers.find("Content-Type").value_or("")).type ==
           "application/apply-patch+yaml";
}

}  // namespace

Outcome<void> check_write_options(const ApiRequest& request) {
    const std::string& verb = request.info.verb;
    if (verb == "get") {
        return {};
    }
    std::vector<FieldError> errors;
    for (const std::string_view stage : request.info.query.all("dryRun")) {
        if (stage != "All") {
            errors.push_back(
                wrong(FieldError::Type::NotSupported, "dryRun", stage, "supported values: \"All\"")
            );
        }
    }
    const std::string_view mode = request.info.query.value("fieldValidation");
    if (!mode.empty() && mode != "Ignore" && mode != "Warn" && mode != "Strict") {
        errors.push_back(wrong(
            FieldError::Type::NotSupported,
            "fieldValidation",
            mode,
            "supported values: \"Ignore\", \"Strict\", \"Warn\""
        ));
    }
    if (verb == "patch" && request.info.query.find("force") && !is_apply(request)) {
        errors.push_back(
            wrong(FieldError::Type::Forbidden, "force", "", "may not be specified for non-apply patch")
        );
    }
    if (errors.empty()) {
        return {};
    }
    const kube::ResourceType type{"meta.k8s.io", "v1", "", std::string{options_kind(verb)}, false};
    return reject(kube::statuses::invalid(type, "", errors));
}

}  // namespace flotilla::cluster
