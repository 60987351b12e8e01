#include <fmt/format.h>

#include "flotilla/cluster/schema/printing/printer.hpp"
#include "flotilla/cluster/schema/table.hpp"

namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

const kube::Json* template_spec(const kube::Json& object) {
    return at(object, {"spec", "template", "spec"});
}

std::string job_status(const kube::Json& job) {
    constexpr std::string_view kShown[] = {
        "Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet"
    };
    for (const std::string_view type : kShown) {
        for (const kube::Json& condition : list(job, {"status", "conditions"})) {
            if (text(condition, {"type"}) != type || text(condition, {"status"}) != "True") {
                continue;
            }
            return at(job, {"metadata", "deletionTimestamp"}) != nullptr && type == "Suspended"
                       ? "Terminating"
                       : std::string{type};
        }
    }
    return at(job, {"metadata", "deletionTimestamp"}) != nullptr ? "Terminating" : "Running";
}

std::string completions(const kube::Json& job) {
    const std::int64_t succeeded = number(job, {"status", "succeeded"});
    if (const auto wanted = kube::find_int(job, {"spec", "completions"})) {
        return fmt::format("{}/{}", succeeded, *wanted);
    }
    const std::int64_t parallelism = number(job, {"spec", "parallelism"});
    return parallelism > 1 ? fmt::format("{}/1 of {}", succeeded, parallelism)
                           : fmt::format("{}/1", succeeded);
}

std::string job_duration(const kube::Json& job, WallTime now) {
    const Result<WallTime> start = parse_time(text(job, {"status", "startTime"}));
    if (!start) {
        return "";
    }
    const Result<WallTime> end = parse_time(text(job, {"status", "completionTime"}));
    return human_duration((end ? *end : now) - *start);
}

}  // namespace

json::array deployment_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        fmt::format(
            "{}/{}", number(object, {"status", "readyReplicas"}), number(object, {"spec", "replicas"})
        ),
        number(object, {"status", "updatedReplicas"}),
        number(object, {"status", "availableReplicas"}),
        age_of(object, now),
        container_names(template_spec(object)),
        container_images(template_spec(object)),
        selector_text(at(object, {"spec", "selector"}))
    };
}

json::array replica_set_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        number(object, {"spec", "replicas"}),
        number(object, {"status", "replicas"}),
        number(object, {"status", "readyReplicas"}),
        age_of(object, now),
        container_names(template_spec(object)),
        container_images(template_spec(object)),
        selector_text(at(object, {"spec", "selector"}))
    };
}

json::array replication_controller_cells(const kube::Json& object, WallTime now) {
    json::array cells = replica_set_cells(object, now);
    cells.back() = labels_text(at(object, {"spec", "selector"}));
    return cells;
}

json::array stateful_set_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        fmt::format(
            "{}/{}", number(object, {"status", "readyReplicas"}), number(object, {"spec", "replicas"})
        ),
        age_of(object, now),
        container_names(template_spec(object)),
        container_images(template_spec(object))
    };
}

json::array daemon_set_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        number(object, {"status", "desiredNumberScheduled"}),
        number(object, {"status", "currentNumberScheduled"}),
        number(object, {"status", "numberReady"}),
        number(object, {"status", "updatedNumberScheduled"}),
        number(object, {"status", "numberAvailable"}),
        labels_text(at(object, {"spec", "template", "spec", "nodeSelector"})),
        age_of(object, now),
        container_names(template_spec(object)),
        container_images(template_spec(object)),
        selector_text(at(object, {"spec", "selector"}))
    };
}

json::array controller_revision_cells(const kube::Json& object, WallTime now) {
    std::string controller = "<none>";
    for (const kube::Json& owner : list(object, {"metadata", "ownerReferences"})) {
        if (kube::find_bool(owner, {"controller"}).value_or(false)) {
            const GroupVersionKind kind =
                GroupVersionKind::of(text(owner, {"apiVersion"}), text(owner, {"kind"}));
            std::string lower = kind.kind;
            std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
                return static_cast<char>(std::tolower(c));
            });
            controller = kind.group.empty()
                             ? fmt::format("{}/{}", lower, text(owner, {"name"}))
                             : fmt::format("{}.{}/{}", lower, kind.group, text(owner, {"name"}));
        }
    }
    return {name_of(object), controller, number(object, {"revision"}), age_of(object, now)};
}

json::array job_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        job_status(object),
        completions(object),
        job_duration(object, now),
        age_of(object, now),
        container_names(template_spec(object)),
        container_images(template_spec(object)),
        selector_text(at(object, {"spec", "selector"}))
    };
}

json::array cron_job_cells(const kube::Json& object, WallTime now) {
    const std::string_view last = text(object, {"status", "lastScheduleTime"});
    const kube::Json* pod = at(object, {"spec", "jobTemplate", "spec", "template", "spec"});
    return {
        name_of(object),
        text(object, {"spec", "schedule"}),
        or_none(text(object, {"spec", "timeZone"})),
        kube::find_bool(object, {"spec", "suspend"}).value_or(false) ? "True" : "False",
        list(object, {"status", "active"}).size(),
        last.empty() ? "<none>" : age(last, now),
        age_of(object, now),
        container_names(pod),
        container_images(pod),
        selector_text(at(object, {"spec", "jobTemplate", "spec", "selector"}))
    };
}

}  // namespace flotilla::cluster::printing
