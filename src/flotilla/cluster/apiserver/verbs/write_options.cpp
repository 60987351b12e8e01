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

/// At most 128 bytes of what can be printed.
void check_manager(std::string_view manager, std::vector<FieldError>& errors) {
    constexpr std::size_t kLongest = 128;
    if (manager.size() > kLongest) {
        errors.push_back(wrong(
            FieldError::Type::TooLong,
            "fieldManager",
            "",
            fmt::format("may not be more than {} bytes", kLongest)
        ));
    }
    for (std::size_t i = 0; i < manager.size(); ++i) {
        const auto c = static_cast<unsigned char>(manager[i]);
        constexpr unsigned char kDelete = 0x7F;
        if (c < ' ' || c == kDelete) {
            errors.push_back(wrong(
                FieldError::Type::Invalid,
                "fieldManager",
                fmt::format("{}\\x{:02x}{}", manager.substr(0, i), c, manager.substr(i + 1)),
                fmt::format("invalid character U+{:04X} (at position {})", c, i)
            ));
            return;
        }
    }
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
            errors.back().value = fmt::format("[{}]", errors.back().value);  // the list that it stands in
        }
    }
    const std::string_view mode = request.info.query.value("fieldValidation");
    if (!mode.empty() && mode != "Ignore" && mode != "Warn" && mode != "Strict") {
        errors.push_back(wrong(
            FieldError::Type::NotSupported,
            "fieldValidation",
            mode,
            "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
        ));
    }
    check_manager(request.info.query.value("fieldManager"), errors);
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
