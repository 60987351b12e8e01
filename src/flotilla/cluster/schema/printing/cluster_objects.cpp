#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/conversion.hpp"
#include "flotilla/cluster/schema/printing/printer.hpp"

/// Nodes, namespaces, events and the small kinds around them.
namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

std::string node_status(const kube::Json& node) {
    std::string status = "Unknown";
    for (const kube::Json& condition : list(node, {"status", "conditions"})) {
        if (text(condition, {"type"}) == "Ready") {
            status = text(condition, {"status"}) == "True" ? "Ready" : "NotReady";
        }
    }
    return kube::find_bool(node, {"spec", "unschedulable"}).value_or(false) ? status + ",SchedulingDisabled"
                                                                            : status;
}

std::string node_roles(const kube::Json& node) {
    constexpr std::string_view kPrefix = "node-role.kubernetes.io/";
    std::set<std::string> roles;
    if (const json::object* labels = kube::find_object(node, {"metadata", "labels"})) {
        for (const auto& [key, value] : *labels) {
            const std::string_view label = key;
            if (label.starts_with(kPrefix) && label.size() > kPrefix.size()) {
                roles.emplace(label.substr(kPrefix.size()));
            } else if (label == "kubernetes.io/role" && value.is_string() && !value.get_string().empty()) {
                roles.emplace(kube::text_of(value.get_string()));
            }
        }
    }
    return roles.empty() ? "<none>" : fmt::format("{}", fmt::join(roles, ","));
}

std::string node_address(const kube::Json& node, std::string_view type) {
    for (const kube::Json& address : list(node, {"status", "addresses"})) {
        if (text(address, {"type"}) == type) {
            return std::string{text(address, {"address"})};
        }
    }
    return "<none>";
}

std::string or_unknown(std::string_view value) {
    return value.empty() ? "<unknown>" : std::string{value};
}

std::string event_source(const kube::Json& event) {
    const std::string_view component = text(event, {"source", "component"});
    const std::string_view host = text(event, {"source", "host"});
    const std::string_view reporter = text(event, {"reportingComponent"});
    const std::string_view instance = text(event, {"reportingInstance"});
    if (component.empty() && host.empty()) {
        return instance.empty() ? std::string{reporter} : fmt::format("{}, {}", reporter, instance);
    }
    return host.empty() ? std::string{component} : fmt::format("{}, {}", component, host);
}

std::string_view trimmed(std::string_view value) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = value.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view{}
                                           : value.substr(first, value.find_last_not_of(kSpace) - first + 1);
}

std::size_t size_of(const kube::Json& object, std::string_view field) {
    const json::object* entries = kube::find_object(object, {field});
    return entries == nullptr ? 0 : entries->size();
}

}  // namespace

json::array node_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        node_status(object),
        node_roles(object),
        age_of(object, now),
        text(object, {"status", "nodeInfo", "kubeletVersion"}),
        node_address(object, "InternalIP"),
        node_address(object, "ExternalIP"),
        or_unknown(text(object, {"status", "nodeInfo", "osImage"})),
        or_unknown(text(object, {"status", "nodeInfo", "kernelVersion"})),
        or_unknown(text(object, {"status", "nodeInfo", "containerRuntimeVersion"}))
    };
}

json::array namespace_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), text(object, {"status", "phase"}), age_of(object, now)};
}

json::array event_cells(const kube::Json& object, WallTime now) {
    const std::string_view first = text(object, {"firstTimestamp"});
    const std::string first_seen = age(first.empty() ? text(object, {"eventTime"}) : first, now);
    const std::string_view last = text(object, {"lastTimestamp"});
    std::string last_seen = last.empty() ? first_seen : age(last, now);
    std::int64_t count = std::max<std::int64_t>(number(object, {"count"}), 1);
    if (at(object, {"series"}) != nullptr) {
        last_seen = age(text(object, {"series", "lastObservedTime"}), now);
        count = number(object, {"series", "count"});
    }
    std::string target{text(object, {"involvedObject", "kind"})};
    std::ranges::transform(target, target.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    const std::string_view name = text(object, {"involvedObject", "name"});
    return {
        last_seen,
        text(object, {"type"}),
        text(object, {"reason"}),
        name.empty() ? target : fmt::format("{}/{}", target, name),
        text(object, {"involvedObject", "fieldPath"}),
        event_source(object),
        trimmed(text(object, {"message"})),
        first_seen,
        count,
        name_of(object)
    };
}

json::array new_event_cells(const kube::Json& object, WallTime now) {
    const Result<kube::Json> old = convert(object, {"", "v1", "Event"});
    return event_cells(old ? *old : object, now);
}

json::array config_map_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), size_of(object, "data") + size_of(object, "binaryData"), age_of(object, now)};
}

json::array secret_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), text(object, {"type"}), size_of(object, "data"), age_of(object, now)};
}

json::array service_account_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), list(object, {"secrets"}).size(), age_of(object, now)};
}

json::array lease_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), text(object, {"spec", "holderIdentity"}), age_of(object, now)};
}

json::array priority_class_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        number(object, {"value"}),
        kube::find_bool(object, {"globalDefault"}).value_or(false),
        age_of(object, now),
        text(object, {"preemptionPolicy"})
    };
}

json::array runtime_class_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), text(object, {"handler"}), age_of(object, now)};
}

json::array webhook_configuration_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), list(object, {"webhooks"}).size(), age_of(object, now)};
}

json::array api_service_cells(const kube::Json& object, WallTime now) {
    std::string service = "Local";
    if (at(object, {"spec", "service"}) != nullptr) {
        service = fmt::format(
            "{}/{}", text(object, {"spec", "service", "namespace"}), text(object, {"spec", "service", "name"})
        );
    }
    std::string available = "Unknown";
    for (const kube::Json& condition : list(object, {"status", "conditions"})) {
        if (text(condition, {"type"}) == "Available") {
            const std::string_view status = text(condition, {"status"});
            available = status == "True" ? std::string{status}
                                         : fmt::format("{} ({})", status, text(condition, {"reason"}));
        }
    }
    return {name_of(object), service, available, age_of(object, now)};
}

}  // namespace flotilla::cluster::printing
