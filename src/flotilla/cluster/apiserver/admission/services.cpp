#include "flotilla/cluster/apiserver/admission/services.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

namespace flotilla::cluster {

namespace {

namespace statuses = kube::statuses;

struct AddressRange {
    std::uint32_t first = 0;  ///< the first that may be given out
    std::uint32_t last = 0;
};

std::optional<std::uint32_t> parse_address(std::string_view text) {
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        unsigned number = 256;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const bool separated = part == 3 ? text.empty() : text.starts_with('.');
        if (error != std::errc{} || number > 255 || !separated) {
            return std::nullopt;
        }
        text.remove_prefix(part == 3 ? 0 : 1);
        address = address << 8U | number;
    }
    return address;
}

std::string address_text(std::uint32_t address) {
    return fmt::format(
        "{}.{}.{}.{}", address >> 24U, address >> 16U & 255U, address >> 8U & 255U, address & 255U
    );
}

AddressRange range_of(std::string_view cidr) {
    const std::size_t slash = std::min(cidr.find('/'), cidr.size());
    const std::uint32_t base = parse_address(cidr.substr(0, slash)).value_or(0x0A600000U);
    unsigned bits = 16;
    if (slash < cidr.size()) {
        std::from_chars(cidr.data() + slash + 1, cidr.data() + cidr.size(), bits);
    }
    const std::uint32_t size = bits >= 32 ? 1U : 1U << (32U - std::max(bits, 8U));
    return {base + 1, base + size - 2};
}

struct Taken {
    std::set<std::uint32_t> addresses;
    std::set<std::int64_t> ports;
};

Taken taken_by_others(const Admission& admission) {
    Taken taken;
    const std::string own = fmt::format(
        "{}/{}",
        admission.request.info.namespace_,
        kube::find_string(admission.object, {"metadata", "name"}).value_or("")
    );
    static_cast<
        void>(admission.core.store.collection("services").visit(Range{}, [&](const ObjectPtr& object) {
        if (fmt::format("{}/{}", object->namespace_(), object->name()) == own) {
            return true;
        }
        const kube::Json service = object->parsed();
        if (const auto address =
                parse_address(kube::find_string(service, {"spec", "clusterIP"}).value_or(""))) {
            taken.addresses.insert(*address);
        }
        taken.ports.insert(kube::find_int(service, {"spec", "healthCheckNodePort"}).value_or(0));
        if (const kube::JsonArray* ports = kube::find_array(service, {"spec", "ports"})) {
            for (const kube::Json& port : *ports) {
                taken.ports.insert(kube::find_int(port, {"nodePort"}).value_or(0));
            }
        }
        return true;
    }));
    return taken;
}

kube::Status invalid(const Admission& admission, std::string field, std::string value, std::string detail) {
    kube::FieldError error;
    error.field = std::move(field);
    error.value = std::move(value);
    error.detail = std::move(detail);
    const std::string_view name = kube::find_string(admission.object, {"metadata", "name"}).value_or("");
    return statuses::invalid(admission.request.resource->type, name, {error});
}

void drop_node_ports(kube::Json& service) {
    kube::Json* ports = kube::find(service, {"spec", "ports"});
    if (ports != nullptr && ports->is_array()) {
        for (kube::Json& port : ports->as_array()) {
            kube::remove(port, {"nodePort"});
        }
    }
}

Outcome<std::int64_t> free_node_port(const Admission& admission, Taken& taken) {
    const std::int64_t first = admission.core.options.node_port_first;
    const std::int64_t last = admission.core.options.node_port_last;
    const std::int64_t start = admission.core.identities.between(first, last);
    for (std::int64_t i = 0; i <= last - first; ++i) {
        const std::int64_t port = first + (start - first + i) % (last - first + 1);
        if (taken.ports.insert(port).second) {
            return port;
        }
    }
    return reject(statuses::internal_error("failed to allocate a nodePort: range is full"));
}

Outcome<std::string> choose_address(Admission& admission, const Taken& taken, std::string_view wanted) {
    const AddressRange range = range_of(admission.core.options.service_cidr);
    if (!wanted.empty()) {
        const auto address = parse_address(wanted);
        if (!address) {
            return reject(invalid(
                admission,
                "spec.clusterIPs[0]",
                fmt::format("\"{}\"", wanted),
                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
            ));
        }
        if (*address < range.first || *address > range.last) {
            return reject(invalid(
                admission,
                "spec.clusterIPs",
                fmt::format("[\"{}\"]", wanted),
                fmt::format(
                    "failed to allocate IP {}: the provided network does not match the current range", wanted
                )
            ));
        }
        if (taken.addresses.contains(*address)) {
            return reject(invalid(
                admission,
                "spec.clusterIPs",
                fmt::format("[\"{}\"]", wanted),
                fmt::format("failed to allocate IP {}: provided IP is already allocated", wanted)
            ));
        }
        return std::string{wanted};
    }
    const auto start = static_cast<std::uint32_t>(admission.core.identities.between(range.first, range.last));
    for (std::uint32_t i = 0; i <= range.last - range.first; ++i) {
        const std::uint32_t address =
            range.first + (start - range.first + i) % (range.last - range.first + 1);
        if (!taken.addresses.contains(address)) {
            return address_text(address);
        }
    }
    return reject(statuses::internal_error("failed to allocate a serviceIP: range is full"));
}

Outcome<void> set_addresses(Admission& admission, const Taken& taken) {
    kube::Json& service = admission.object;
    std::string wanted{kube::find_string(service, {"spec", "clusterIP"}).value_or("")};
    const kube::JsonArray* given = kube::find_array(service, {"spec", "clusterIPs"});
    if (wanted.empty() && given != nullptr && !given->empty() && given->front().is_string()) {
        wanted = kube::text_of(given->front().get_string());
    }
    const std::string before{
        admission.old == nullptr ? "" : kube::find_string(*admission.old, {"spec", "clusterIP"}).value_or("")
    };
    if (!before.empty() && !wanted.empty() && wanted != before) {
        return reject(invalid(
            admission, "spec.clusterIPs[0]", fmt::format("[\"{}\"]", wanted), "may not change once set"
        ));
    }
    wanted = wanted.empty() ? before : wanted;
    if (wanted != "None") {
        FLOTILLA_TRY_OUTCOME(wanted, choose_address(admission, taken, wanted));
    }
    kube::place(service, {"spec", "clusterIP"}) = wanted;
    kube::place(service, {"spec", "clusterIPs"}) = kube::JsonArray{kube::Json(wanted)};
    kube::place(service, {"spec", "ipFamilies"}) = kube::JsonArray{"IPv4"};
    kube::Json& policy = kube::place(service, {"spec", "ipFamilyPolicy"});
    if (policy.is_null()) {
        policy = "SingleStack";
    }
    if (policy == "RequireDualStack") {
        return reject(invalid(
            admission,
            "spec.ipFamilyPolicy",
            "\"RequireDualStack\"",
            "this cluster is not configured for dual-stack services"
        ));
    }
    return {};
}

/// A load balancer that keeps the traffic on the node asks there, on a port of its own, whether a pod is on
/// it.
Outcome<void> set_health_port(Admission& admission, Taken& taken) {
    kube::Json& service = admission.object;
    const bool wanted =
        kube::find_string(service, {"spec", "type"}) == std::string_view{"LoadBalancer"} &&
        kube::find_string(service, {"spec", "externalTrafficPolicy"}) == std::string_view{"Local"};
    if (!wanted) {
        kube::remove(service, {"spec", "healthCheckNodePort"});
        return {};
    }
    std::int64_t port = kube::find_int(service, {"spec", "healthCheckNodePort"}).value_or(0);
    if (port == 0 && admission.old != nullptr) {
        port = kube::find_int(*admission.old, {"spec", "healthCheckNodePort"}).value_or(0);
    }
    if (port == 0) {
        FLOTILLA_TRY_OUTCOME(port, free_node_port(admission, taken));
    }
    kube::place(service, {"spec", "healthCheckNodePort"}) = port;
    return {};
}

/// What a service of another type had is of no use to an external name.
void release_addresses(kube::Json& service) {
    for (const std::string_view field :
         {"clusterIP",
          "clusterIPs",
          "ipFamilies",
          "ipFamilyPolicy",
          "internalTrafficPolicy",
          "externalTrafficPolicy",
          "healthCheckNodePort"}) {
        kube::remove(service, {"spec", field});
    }
    drop_node_ports(service);
}

void drop_external_policy(kube::Json& service, std::string_view type) {
    const kube::JsonArray* external = kube::find_array(service, {"spec", "externalIPs"});
    const bool is_external =
        type == "NodePort" || type == "LoadBalancer" || (external != nullptr && !external->empty());
    if (!is_external) {
        kube::remove(service, {"spec", "externalTrafficPolicy"});
    }
}

/// The node port that the service had for this port before.
std::int64_t former_port(const Admission& admission, const kube::Json& port) {
    const kube::JsonArray* ports =
        admission.old == nullptr ? nullptr : kube::find_array(*admission.old, {"spec", "ports"});
    if (ports == nullptr) {
        return 0;
    }
    for (const kube::Json& other : *ports) {
        if (kube::find_int(other, {"port"}) == kube::find_int(port, {"port"}) &&
            kube::find_string(other, {"protocol"}) == kube::find_string(port, {"protocol"})) {
            return kube::find_int(other, {"nodePort"}).value_or(0);
        }
    }
    return 0;
}

Outcome<void> set_node_ports(Admission& admission, Taken& taken) {
    kube::Json* ports = kube::find(admission.object, {"spec", "ports"});
    const std::int64_t first = admission.core.options.node_port_first;
    const std::int64_t last = admission.core.options.node_port_last;
    std::size_t index = 0;
    if (ports == nullptr || !ports->is_array()) {
        return {};
    }
    for (kube::Json& port : ports->as_array()) {
        std::int64_t wanted = kube::find_int(port, {"nodePort"}).value_or(0);
        wanted = wanted != 0 ? wanted : former_port(admission, port);
        const std::string field = fmt::format("spec.ports[{}].nodePort", index++);
        if (wanted != 0 && (wanted < first || wanted > last)) {
            return reject(invalid(
                admission,
                field,
                std::to_string(wanted),
                fmt::format(
                    "provided port is not in the valid range. The range of valid ports is {}-{}", first, last
                )
            ));
        }
        if (wanted != 0 && taken.ports.contains(wanted)) {
            return reject(
                invalid(admission, field, std::to_string(wanted), "provided port is already allocated")
            );
        }
        if (wanted == 0) {
            FLOTILLA_TRY_OUTCOME(wanted, free_node_port(admission, taken));
        }
        taken.ports.insert(wanted);
        kube::place(port, {"nodePort"}) = wanted;
    }
    return {};
}

}  // namespace

std::string first_service_address(std::string_view cidr) {
    return address_text(range_of(cidr).first);
}

Outcome<void> admit_service(Admission& admission) {
    const std::string type{kube::find_string(admission.object, {"spec", "type"}).value_or("ClusterIP")};
    if (type == "ExternalName") {
        release_addresses(admission.object);
        return {};
    }
    Taken taken = taken_by_others(admission);
    FLOTILLA_CHECK_OUTCOME(set_addresses(admission, taken));
    FLOTILLA_CHECK_OUTCOME(set_health_port(admission, taken));
    drop_external_policy(admission.object, type);
    if (type == "NodePort" || type == "LoadBalancer") {
        return set_node_ports(admission, taken);
    }
    drop_node_ports(admission.object);
    return {};
}

}  // namespace flotilla::cluster
