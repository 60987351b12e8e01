#include <fmt/format.h>

#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

bool selects_nothing_in_particular(const kube::Json& selector) {
    const json::object* labels = kube::find_object(selector, {"matchLabels"});
    const json::array* expressions = kube::find_array(selector, {"matchExpressions"});
    return (labels == nullptr || labels->empty()) && (expressions == nullptr || expressions->empty());
}

kube::StringMap labels_of(const kube::Json* labels) {
    kube::StringMap result;
    if (labels != nullptr && labels->is_object()) {
        for (const auto& [key, value] : labels->get_object()) {
            result.emplace(
                std::string{std::string_view{key}},
                value.is_string() ? std::string{kube::text_of(value.get_string())} : ""
            );
        }
    }
    return result;
}

void report_mismatch(const kube::Json* labels, Causes& causes) {
    invalid(
        causes,
        "spec.template.metadata.labels",
        labels == nullptr ? kube::Json(json::object_kind) : *labels,
        "`selector` does not match template `labels`"
    );
}

void check_workload_selector(std::string_view kind, const kube::Json& object, Causes& causes) {
    const kube::Json* selector = kube::find(object, {"spec", "selector"});
    const kube::Json* labels = kube::find(object, {"spec", "template", "metadata", "labels"});
    if (selector == nullptr || selector->is_null()) {
        report_mismatch(labels, causes);  // beside the table, which asks for a selector
        return;
    }
    check_selector(*selector, "spec.selector", causes);
    if (selects_nothing_in_particular(*selector)) {
        std::string lower{kind};
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        invalid(causes, "spec.selector", *selector, fmt::format("empty selector is invalid for {}", lower));
        return;
    }
    const Result<kube::LabelSelector> parsed = kube::LabelSelector::from_json(*selector);
    if (!parsed) {
        invalid(causes, "spec.selector", *selector, "invalid label selector");
        return;
    }
    if (!parsed->matches(labels_of(labels))) {
        report_mismatch(labels, causes);
    }
}

void check_always_restarts(const kube::Json& object, Causes& causes) {
    const kube::Json* policy = kube::find(object, {"spec", "template", "spec", "restartPolicy"});
    if (policy != nullptr && *policy != "Always") {
        not_supported(causes, "spec.template.spec.restartPolicy", *policy, {"Always"});
    }
    if (kube::find(object, {"spec", "template", "spec", "activeDeadlineSeconds"}) != nullptr) {
        forbidden(
            causes,
            "spec.template.spec.activeDeadlineSeconds",
            "activeDeadlineSeconds in ReplicaSet is not Supported"
        );
    }
}

void check_rolling_update(const kube::Json& rolling, const std::string& path, Causes& causes) {
    static const kube::Json kZero = 0;
    const kube::Json* unavailable = kube::find(rolling, {"maxUnavailable"});
    const kube::Json* surge = kube::find(rolling, {"maxSurge"});
    const kube::Json& most_unavailable = unavailable == nullptr ? kZero : *unavailable;
    const kube::Json& most_surge = surge == nullptr ? kZero : *surge;
    check_count_or_percent(most_unavailable, join(path, "maxUnavailable"), causes);
    check_count_or_percent(most_surge, join(path, "maxSurge"), causes);
    if (count_or_percent(most_unavailable) == 0 && count_or_percent(most_surge) == 0) {
        invalid(causes, join(path, "maxUnavailable"), most_unavailable, "may not be 0 when `maxSurge` is 0");
    }
    check_at_most_all(most_unavailable, join(path, "maxUnavailable"), causes);
}

void check_strategy(std::string_view kind, const kube::Json& object, Causes& causes) {
    const std::string field = kind == "Deployment" ? "strategy" : "updateStrategy";
    const std::string path = join("spec", field);
    const kube::Json* rolling = kube::find(object, {"spec", field, "rollingUpdate"});
    const std::string_view type = kube::find_string(object, {"spec", field, "type"}).value_or("");
    if (rolling == nullptr) {
        return;
    }
    if (type == "Recreate") {
        forbidden(
            causes, join(path, "rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"
        );
    } else if (kind != "StatefulSet") {
        check_rolling_update(*rolling, join(path, "rollingUpdate"), causes);
    } else if (type == "OnDelete") {
        invalid(
            causes, join(path, "rollingUpdate"), *rolling, "only allowed for updateStrategy 'RollingUpdate'"
        );
    }
}

void check_progress(const kube::Json& object, Causes& causes) {
    const auto deadline = kube::find_int(object, {"spec", "progressDeadlineSeconds"});
    if (deadline && *deadline <= kube::find_int(object, {"spec", "minReadySeconds"}).value_or(0)) {
        invalid(
            causes,
            "spec.progressDeadlineSeconds",
            kube::Json(*deadline),
            "must be greater than minReadySeconds"
        );
    }
}

void check_job(const kube::Json& object, std::string_view path, Causes& causes) {
    const kube::Json* spec =
        path == "spec" ? kube::find(object, {"spec"}) : kube::find(object, {"spec", "jobTemplate", "spec"});
    const kube::Json* policy =
        spec == nullptr ? nullptr : kube::find(*spec, {"template", "spec", "restartPolicy"});
    if (policy == nullptr) {
        return;
    }
    const std::string at = join(path, "template.spec.restartPolicy");
    if (*policy == "Always") {
        required(causes, at, "valid values: \"OnFailure\", \"Never\"");
    } else if (*policy != "OnFailure" && *policy != "Never") {
        not_supported(causes, at, *policy, {"Never", "OnFailure"});
    }
}

/// The volumes that each pod of a StatefulSet gets by a claim of its own.
std::set<std::string, std::less<>> claims_of(const kube::Json& object) {
    std::set<std::string, std::less<>> names;
    if (const json::array* claims = kube::find_array(object, {"spec", "volumeClaimTemplates"})) {
        for (const kube::Json& claim : *claims) {
            names.emplace(kube::find_string(claim, {"metadata", "name"}).value_or(""));
        }
    }
    return names;
}

}  // namespace

void check_workload(std::string_view kind, const kube::Json& object, Causes& causes) {
    if (kind == "CronJob") {
        if (const kube::Json* spec =
                kube::find(object, {"spec", "jobTemplate", "spec", "template", "spec"})) {
            check_pod_spec(*spec, "spec.jobTemplate.spec.template.spec", causes);
        }
        check_job(object, "spec.jobTemplate.spec", causes);
        return;
    }
    const kube::Json* metadata = kube::find(object, {"spec", "template", "metadata"});
    if (metadata != nullptr) {
        check_labels(kube::find(*metadata, {"labels"}), "spec.template.metadata.labels", causes);
        check_annotations(
            kube::find(*metadata, {"annotations"}), "spec.template.metadata.annotations", causes
        );
    }
    if (kind == "Job") {
        check_job(object, "spec", causes);
    } else {
        check_workload_selector(kind, object, causes);
        check_always_restarts(object, causes);
        check_strategy(kind, object, causes);
    }
    if (kind == "Deployment") {
        check_progress(object, causes);
    }
    if (const kube::Json* spec = kube::find(object, {"spec", "template", "spec"})) {
        check_pod_spec(*spec, "spec.template.spec", causes, claims_of(object));
    }
}

}  // namespace flotilla::cluster::validation
