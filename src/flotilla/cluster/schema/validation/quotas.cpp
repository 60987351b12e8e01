#include <array>

#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

constexpr std::array<std::string_view, 9> kCounted{
    "pods",
    "services",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
};

constexpr std::array<std::string_view, 14> kMeasured{
    "cpu",
    "memory",
    "ephemeral-storage",
    "storage",
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "hugepages-2Mi",
    "requests.hugepages-2Mi",
    "limits.hugepages-2Mi",
};

bool is_known(std::string_view name) {
    return std::ranges::find(kCounted, name) != kCounted.end() ||
           std::ranges::find(kMeasured, name) != kMeasured.end();
}

void check_amount(std::string_view name, const kube::Json& value, const std::string& at, Causes& causes) {
    const std::string text =
        value.is_string() ? std::string{kube::text_of(value.get_string())} : kube::to_json(value);
    const auto amount = kube::Quantity::parse(text);
    if (!amount) {
        return;  // decoding has complained
    }
    if (*amount < kube::Quantity{}) {
        invalid(causes, at, kube::Json(text), "must be greater than or equal to 0");
    }
    const bool whole = kube::Quantity::from_value(amount->value()) == *amount;
    if (!whole && std::ranges::find(kCounted, name) != kCounted.end()) {
        invalid(causes, at, kube::Json(text), "must be an integer");
    }
}

}  // namespace

void check_quota(const kube::Json& object, Causes& causes) {
    const json::object* hard = kube::find_object(object, {"spec", "hard"});
    for (const auto& [key, value] : hard == nullptr ? json::object{} : *hard) {
        const std::string_view name = key;
        const std::string at = keyed("spec.hard", name);
        const bool is_qualified = name.find('/') != std::string_view::npos;
        if (!is_qualified && !is_known(name)) {
            invalid(causes, at, kube::Json(name), "must be a standard resource type or fully qualified");
            invalid(causes, at, kube::Json(name), "must be a standard resource for quota");
        }
        check_amount(name, value, at, causes);
    }
}

void check_priority_class(const kube::Json& object, Causes& causes) {
    constexpr std::string_view kReserved = "system-";
    constexpr std::int64_t kHighest = 1'000'000'000;
    const std::string_view name = kube::find_string(object, {"metadata", "name"}).value_or("");
    if (name.starts_with(kReserved)) {
        if (name != "system-node-critical" && name != "system-cluster-critical") {
            forbidden(
                causes,
                "metadata.name",
                "priority class names with 'system-' prefix are reserved for system use only. error: " +
                    std::string{name} + " is not a known system priority class"
            );
        }
    } else if (kube::find_int(object, {"value"}).value_or(0) > kHighest) {
        forbidden(
            causes, "value", "maximum allowed value of a user defined priority is " + std::to_string(kHighest)
        );
    }
}

}  // namespace flotilla::cluster::validation
