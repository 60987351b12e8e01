#include <array>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

std::optional<kube::Quantity> quantity_of(const kube::Json& value) {
    const Result<kube::Quantity> parsed = kube::Quantity::parse(
        value.is_string() ? std::string{kube::text_of(value.get_string())} : kube::to_json(value)
    );
    return parsed ? std::optional{*parsed} : std::nullopt;
}

/// Extended resources (with a domain of their own) and huge pages cannot be promised twice.
bool may_overcommit(std::string_view resource) {
    const bool native = resource.find('/') == std::string_view::npos ||
                        resource.find("kubernetes.io/") != std::string_view::npos;
    return native && !resource.starts_with("hugepages-");
}

void check_amounts(const json::object& amounts, const std::string& path, Causes& causes) {
    for (const auto& [resource, value] : amounts) {
        const std::optional<kube::Quantity> amount = quantity_of(value);
        if (amount && *amount < kube::Quantity{}) {
            invalid(causes, keyed(path, resource), value, "must be greater than or equal to 0");
        }
    }
}

void check_request(
    std::string_view resource,
    const kube::Json& request,
    const kube::Json* limit,
    const std::string& path,
    Causes& causes
) {
    if (limit == nullptr) {
        if (!may_overcommit(resource)) {
            required(causes, join(path, "limits"), "Limit must be set for non overcommitable resources");
        }
        return;
    }
    const std::optional<kube::Quantity> wanted = quantity_of(request);
    const std::optional<kube::Quantity> most = quantity_of(*limit);
    if (!wanted || !most) {
        return;
    }
    const std::string shown = wanted->text();
    if (*wanted != *most && !may_overcommit(resource)) {
        invalid(
            causes,
            join(path, "requests"),
            kube::Json(shown),
            fmt::format("must be equal to {} limit of {}", resource, most->text())
        );
    } else if (*wanted > *most) {
        invalid(
            causes,
            join(path, "requests"),
            kube::Json(shown),
            fmt::format("must be less than or equal to {} limit of {}", resource, most->text())
        );
    }
}

void check_resources(const kube::Json& container, const std::string& path, Causes& causes) {
    static const json::object kNone;
    const json::object* limits = kube::find_object(container, {"resources", "limits"});
    const json::object* requests = kube::find_object(container, {"resources", "requests"});
    check_amounts(limits == nullptr ? kNone : *limits, join(path, "limits"), causes);
    check_amounts(requests == nullptr ? kNone : *requests, join(path, "requests"), causes);
    for (const auto& [resource, request] : requests == nullptr ? kNone : *requests) {
        check_request(
            resource, request, limits == nullptr ? nullptr : limits->if_contains(resource), path, causes
        );
    }
}

void check_handler(const kube::Json& probe, const std::string& path, Causes& causes) {
    int handlers = 0;
    for (const std::string_view handler : {"exec", "httpGet", "tcpSocket", "grpc"}) {
        if (kube::find(probe, {handler}) == nullptr) {
            continue;
        }
        if (handlers++ > 0) {
            forbidden(causes, join(path, handler), "may not specify more than 1 handler type");
        }
    }
    if (handlers == 0) {
        required(causes, path, "must specify a handler type");
    }
    const json::array* command = kube::find_array(probe, {"exec", "command"});
    if (kube::find(probe, {"exec"}) != nullptr && (command == nullptr || command->empty())) {
        required(causes, join(path, "exec.command"));
    }
}

void check_probes(const kube::Json& container, const std::string& path, Causes& causes) {
    for (const std::string_view name : {"livenessProbe", "readinessProbe", "startupProbe"}) {
        const kube::Json* probe = kube::find(container, {name});
        if (probe == nullptr) {
            continue;
        }
        const std::string at = join(path, name);
        check_handler(*probe, at, causes);
        const auto successes = kube::find_int(*probe, {"successThreshold"});
        if (name != "readinessProbe" && successes && *successes != 1) {
            invalid(causes, join(at, "successThreshold"), kube::Json(*successes), "must be 1");
        }
    }
}

void check_mounts(
    const kube::Json& container,
    const std::string& path,
    const std::set<std::string, std::less<>>& volumes,
    Causes& causes
) {
    const json::array* mounts = kube::find_array(container, {"volumeMounts"});
    for (std::size_t i = 0; mounts != nullptr && i < mounts->size(); ++i) {
        const std::string_view name = kube::find_string((*mounts)[i], {"name"}).value_or("");
        if (!name.empty() && !volumes.contains(name)) {
            causes.push_back(
                {kube::FieldError::Type::NotFound,
                 join(indexed(join(path, "volumeMounts"), i), "name"),
                 kube::to_json(kube::Json(name)),
                 {}}
            );
        }
    }
}

void check_environment(const kube::Json& container, const std::string& path, Causes& causes) {
    const json::array* variables = kube::find_array(container, {"env"});
    for (std::size_t i = 0; variables != nullptr && i < variables->size(); ++i) {
        const kube::Json& variable = (*variables)[i];
        const std::string_view value = kube::find_string(variable, {"value"}).value_or("");
        if (!value.empty() && kube::find(variable, {"valueFrom"}) != nullptr) {
            invalid(
                causes,
                join(indexed(join(path, "env"), i), "valueFrom"),
                "",
                "may not be specified when `value` is not empty"
            );
        }
    }
}

void check_containers(
    const kube::Json& spec,
    const std::string& path,
    std::set<std::string, std::less<>> volumes,
    Causes& causes
) {
    if (const json::array* list = kube::find_array(spec, {"volumes"})) {
        for (const kube::Json& volume : *list) {
            volumes.emplace(kube::find_string(volume, {"name"}).value_or(""));
        }
    }
    std::unordered_set<std::string_view> names;
    for (const std::string_view list_name : {"containers", "initContainers", "ephemeralContainers"}) {
        const json::array* containers = kube::find_array(spec, {list_name});
        for (std::size_t i = 0; containers != nullptr && i < containers->size(); ++i) {
            const kube::Json& container = (*containers)[i];
            const std::string at = indexed(join(path, list_name), i);
            const std::string_view name = kube::find_string(container, {"name"}).value_or("");
            if (!name.empty() && !names.insert(name).second) {
                duplicate(causes, join(at, "name"), kube::Json(name));
            }
            check_resources(container, join(at, "resources"), causes);
            check_probes(container, at, causes);
            check_mounts(container, at, volumes, causes);
            check_environment(container, at, causes);
        }
    }
}

void check_tolerations(const kube::Json& spec, const std::string& path, Causes& causes) {
    const json::array* tolerations = kube::find_array(spec, {"tolerations"});
    for (std::size_t i = 0; tolerations != nullptr && i < tolerations->size(); ++i) {
        const kube::Json& toleration = (*tolerations)[i];
        const std::string at = indexed(join(path, "tolerations"), i);
        const std::string_view op = kube::find_string(toleration, {"operator"}).value_or("");
        if (kube::find_string(toleration, {"key"}).value_or("").empty() && op != "Exists") {
            invalid(
                causes,
                join(at, "operator"),
                kube::Json(op),
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
            );
        }
        if (op == "Exists" && !kube::find_string(toleration, {"value"}).value_or("").empty()) {
            invalid(
                causes, join(at, "operator"), toleration, "value must be empty when `operator` is 'Exists'"
            );
        }
        if (kube::find(toleration, {"tolerationSeconds"}) != nullptr &&
            kube::find_string(toleration, {"effect"}) != "NoExecute") {
            invalid(
                causes,
                join(at, "effect"),
                kube::Json(kube::find_string(toleration, {"effect"}).value_or("")),
                "effect must be 'NoExecute' when `tolerationSeconds` is set"
            );
        }
    }
}

}  // namespace

void check_pod_spec(
    const kube::Json& spec,
    const std::string& path,
    Causes& causes,
    const std::set<std::string, std::less<>>& claims
) {
    check_containers(spec, path, claims, causes);
    check_tolerations(spec, path, causes);
    check_labels(kube::find(spec, {"nodeSelector"}), join(path, "nodeSelector"), causes);
    const json::array* sidecars = kube::find_array(spec, {"initContainers"});
    for (std::size_t i = 0; sidecars != nullptr && i < sidecars->size(); ++i) {
        const kube::Json& container = (*sidecars)[i];
        if (kube::find_string(container, {"restartPolicy"}).value_or("") == "Always") {
            continue;
        }
        for (const std::string_view probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
            if (kube::find(container, {probe}) != nullptr) {
                forbidden(
                    causes,
                    join(indexed(join(path, "initContainers"), i), probe),
                    "may not be set for init containers without restartPolicy=Always"
                );
            }
        }
    }
}

}  // namespace flotilla::cluster::validation
