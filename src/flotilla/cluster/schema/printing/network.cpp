#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/printing/printer.hpp"

namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

std::vector<std::string> ingress_addresses(const kube::Json& object) {
    std::vector<std::string> addresses;
    for (const kube::Json& ingress : list(object, {"status", "loadBalancer", "ingress"})) {
        const std::string_view ip = text(ingress, {"ip"});
        addresses.emplace_back(ip.empty() ? text(ingress, {"hostname"}) : ip);
    }
    return addresses;
}

std::vector<std::string> texts(const json::array& values) {
    std::vector<std::string> result;
    for (const kube::Json& value : values) {
        if (value.is_string()) {
            result.emplace_back(kube::text_of(value.get_string()));
        }
    }
    return result;
}

std::string external_ips(const kube::Json& service) {
    const std::string_view type = text(service, {"spec", "type"});
    if (type == "ExternalName") {
        return std::string{text(service, {"spec", "externalName"})};
    }
    const std::vector<std::string> own = texts(list(service, {"spec", "externalIPs"}));
    if (type != "LoadBalancer") {
        return or_none(fmt::format("{}", fmt::join(own, ",")));
    }
    std::vector<std::string> all = ingress_addresses(service);
    all.insert(all.end(), own.begin(), own.end());
    return all.empty() ? "<pending>" : fmt::format("{}", fmt::join(all, ","));
}

std::string service_ports(const kube::Json& service) {
    std::vector<std::string> ports;
    for (const kube::Json& port : list(service, {"spec", "ports"})) {
        const std::int64_t node_port = number(port, {"nodePort"});
        const std::string middle = node_port > 0 ? fmt::format(":{}", node_port) : "";
        ports.push_back(fmt::format("{}{}/{}", number(port, {"port"}), middle, text(port, {"protocol"})));
    }
    return or_none(fmt::format("{}", fmt::join(ports, ",")));
}

/// At most three, then how many more.
std::string first_three(const std::vector<std::string>& values) {
    constexpr std::size_t kShown = 3;
    if (values.empty()) {
        return "<none>";
    }
    const auto shown = std::min(values.size(), kShown);
    std::string result = fmt::format(
        "{}", fmt::join(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shown), ",")
    );
    return values.size() > kShown ? fmt::format("{} + {} more...", result, values.size() - kShown) : result;
}

std::vector<std::string> endpoint_addresses(const kube::Json& endpoints) {
    std::vector<std::string> result;
    for (const kube::Json& subset : list(endpoints, {"subsets"})) {
        const json::array& ports = list(subset, {"ports"});
        for (const kube::Json& address : list(subset, {"addresses"})) {
            if (ports.empty()) {
                result.emplace_back(text(address, {"ip"}));
            }
            for (const kube::Json& port : ports) {
                result.push_back(fmt::format("{}:{}", text(address, {"ip"}), number(port, {"port"})));
            }
        }
    }
    return result;
}

}  // namespace

json::array service_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        text(object, {"spec", "type"}),
        or_none(text(object, {"spec", "clusterIP"})),
        external_ips(object),
        service_ports(object),
        age_of(object, now),
        labels_text(at(object, {"spec", "selector"}))
    };
}

json::array endpoints_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), first_three(endpoint_addresses(object)), age_of(object, now)};
}

json::array endpoint_slice_cells(const kube::Json& object, WallTime now) {
    std::vector<std::string> ports;
    for (const kube::Json& port : list(object, {"ports"})) {
        const auto count = kube::find_int(port, {"port"});
        const std::string_view name = text(port, {"name"});
        ports.push_back(count ? fmt::format("{}", *count) : (name.empty() ? "*" : std::string{name}));
    }
    std::vector<std::string> addresses;
    for (const kube::Json& endpoint : list(object, {"endpoints"})) {
        for (std::string& address : texts(list(endpoint, {"addresses"}))) {
            addresses.push_back(std::move(address));
        }
    }
    return {
        name_of(object),
        text(object, {"addressType"}),
        ports.empty() ? "<unset>" : first_three(ports),
        addresses.empty() ? "<unset>" : first_three(addresses),
        age_of(object, now)
    };
}

json::array ingress_cells(const kube::Json& object, WallTime now) {
    std::vector<std::string> hosts;
    for (const kube::Json& rule : list(object, {"spec", "rules"})) {
        const std::string_view host = text(rule, {"host"});
        if (!host.empty()) {
            hosts.emplace_back(host);
        }
    }
    const std::string_view ingress_class = text(object, {"spec", "ingressClassName"});
    const std::string_view annotated =
        text(object, {"metadata", "annotations", "kubernetes.io/ingress.class"});
    return {
        name_of(object),
        or_none(ingress_class.empty() ? annotated : ingress_class),
        hosts.empty() ? "*" : first_three(hosts),
        fmt::format("{}", fmt::join(ingress_addresses(object), ",")),
        list(object, {"spec", "tls"}).empty() ? "80" : "80, 443",
        age_of(object, now)
    };
}

json::array ingress_class_cells(const kube::Json& object, WallTime now) {
    std::string parameters = "<none>";
    if (const kube::Json* reference = at(object, {"spec", "parameters"})) {
        const std::string_view group = text(*reference, {"apiGroup"});
        const std::string dotted = group.empty() ? "" : fmt::format(".{}", group);
        parameters = fmt::format("{}{}/{}", text(*reference, {"kind"}), dotted, text(*reference, {"name"}));
    }
    return {name_of(object), text(object, {"spec", "controller"}), parameters, age_of(object, now)};
}

json::array network_policy_cells(const kube::Json& object, WallTime now) {
    return {name_of(object), selector_text(at(object, {"spec", "podSelector"})), age_of(object, now)};
}

}  // namespace flotilla::cluster::printing
