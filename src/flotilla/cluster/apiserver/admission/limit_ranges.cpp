#include "flotilla/cluster/apiserver/admission/limit_ranges.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster {

namespace {

using Amounts = std::map<std::string, kube::Quantity, std::less<>>;

Amounts amounts_of(const kube::Json& holder, std::initializer_list<std::string_view> path) {
    Amounts amounts;
    if (const kube::JsonObject* found = kube::find_object(holder, path)) {
        for (const auto& [name, value] : *found) {
            const auto parsed = value.is_string() ? kube::Quantity::parse(kube::text_of(value.get_string()))
                                                  : kube::Quantity::parse(kube::to_json(value));
            if (parsed) {
                amounts.emplace(std::string{name}, *parsed);
            }
        }
    }
    return amounts;
}

/// Every item of every range of the namespace, by the order of the ranges' names.
std::vector<kube::Json> items_of(const Admission& admission) {
    std::vector<kube::Json> items;
    static_cast<void>(admission.core.store.collection("limitranges")
                          .visit(Range{admission.request.info.namespace_}, [&](const ObjectPtr& range) {
                              const kube::Json json = range->parsed();
                              if (const kube::JsonArray* limits =
                                      kube::find_array(json, {"spec", "limits"})) {
                                  items.insert(items.end(), limits->begin(), limits->end());
                              }
                              return true;
                          }));
    return items;
}

bool is_of_type(const kube::Json& item, std::string_view type) {
    return kube::find_string(item, {"type"}) == type;
}

/// Sets what `defaults` has and the container has not; the names of what was set, in order.
std::vector<std::string> fill(
    kube::Json& container, std::string_view side, const kube::JsonObject* defaults
) {
    std::vector<std::string> set;
    if (defaults == nullptr) {
        return set;
    }
    for (const auto& [name, amount] : *defaults) {
        if (kube::find(container, {"resources", side, std::string_view{name}}) == nullptr) {
            kube::place(container, {"resources", side, std::string_view{name}}) = amount;
            set.emplace_back(name);
        }
    }
    std::ranges::sort(set);
    return set;
}

void fill_container(
    kube::Json& container, const kube::Json& item, std::string_view what, std::vector<std::string>& told
) {
    const std::string name{kube::find_string(container, {"name"}).value_or("")};
    const auto limits = fill(container, "limits", kube::find_object(item, {"default"}));
    const auto requests = fill(container, "requests", kube::find_object(item, {"defaultRequest"}));
    if (!requests.empty()) {
        told.push_back(fmt::format("{} request for {} {}", fmt::join(requests, ", "), what, name));
    }
    if (!limits.empty()) {
        told.push_back(fmt::format("{} limit for {} {}", fmt::join(limits, ", "), what, name));
    }
}

void fill_pod(kube::Json& pod, const kube::Json& item) {
    std::vector<std::string> told;
    for (const auto& [list, what] :
         {std::pair{"containers", "container"}, {"initContainers", "init container"}}) {
        kube::Json* containers = kube::find(pod, {"spec", list});
        if (containers != nullptr && containers->is_array()) {
            for (kube::Json& container : containers->as_array()) {
                fill_container(container, item, what, told);
            }
        }
    }
    if (!told.empty()) {
        kube::place(pod, {"metadata", "annotations", "kubernetes.io/limit-ranger"}) =
            fmt::format("LimitRanger plugin set: {}", fmt::join(told, "; "));
    }
}

/// What something asks for and what it is held to.
struct Asked {
    Amounts requests;
    Amounts limits;
    bool has_limits = true;  ///< a volume claim has none
};

const kube::Quantity* look_up(const Amounts& amounts, const std::string& name) {
    const auto found = amounts.find(name);
    return found == amounts.end() ? nullptr : &found->second;
}

void check_min(
    const kube::Json& item, std::string_view type, const Asked& asked, std::vector<std::string>& violations
) {
    for (const auto& [name, least] : amounts_of(item, {"min"})) {
        const kube::Quantity* request = look_up(asked.requests, name);
        const kube::Quantity* limit = look_up(asked.limits, name);
        const std::string rule = fmt::format("minimum {} usage per {} is {}", name, type, least.text());
        if (request == nullptr) {
            violations.push_back(rule + ".  No request is specified");
        } else if (*request < least) {
            violations.push_back(fmt::format("{}, but request is {}", rule, request->text()));
        } else if (limit != nullptr && *limit < least) {
            violations.push_back(fmt::format("{}, but limit is {}", rule, limit->text()));
        }
    }
}

void check_max(
    const kube::Json& item, std::string_view type, const Asked& asked, std::vector<std::string>& violations
) {
    for (const auto& [name, most] : amounts_of(item, {"max"})) {
        const kube::Quantity* request = look_up(asked.requests, name);
        const kube::Quantity* limit = look_up(asked.limits, name);
        const std::string rule = fmt::format("maximum {} usage per {} is {}", name, type, most.text());
        if (asked.has_limits && limit == nullptr) {
            violations.push_back(rule + ".  No limit is specified");
        } else if (limit != nullptr && most < *limit) {
            violations.push_back(fmt::format("{}, but limit is {}", rule, limit->text()));
        } else if (request != nullptr && most < *request) {
            violations.push_back(fmt::format("{}, but request is {}", rule, request->text()));
        }
    }
}

void check_ratio(
    const kube::Json& item, std::string_view type, const Asked& asked, std::vector<std::string>& violations
) {
    for (const auto& [name, most] : amounts_of(item, {"maxLimitRequestRatio"})) {
        const kube::Quantity* request = look_up(asked.requests, name);
        const kube::Quantity* limit = look_up(asked.limits, name);
        const std::string rule =
            fmt::format("{} max limit to request ratio per {} is {}", name, type, most.text());
        if (request == nullptr || request->milli_value() == 0) {
            violations.push_back(rule + ", but no request is specified or request is 0");
            continue;
        }
        if (limit == nullptr || limit->milli_value() == 0) {
            violations.push_back(rule + ", but no limit is specified or limit is 0");
            continue;
        }
        const double ratio =
            static_cast<double>(limit->milli_value()) / static_cast<double>(request->milli_value());
        constexpr double kMilli = 1000;
        if (ratio > static_cast<double>(most.milli_value()) / kMilli) {
            violations.push_back(fmt::format("{}, but provided ratio is {:f}", rule, ratio));
        }
    }
}

void check_item(
    const kube::Json& item, std::string_view type, const Asked& asked, std::vector<std::string>& violations
) {
    check_min(item, type, asked, violations);
    check_max(item, type, asked, violations);
    check_ratio(item, type, asked, violations);
}

void add_all(Amounts& sum, const Amounts& more) {
    for (const auto& [name, amount] : more) {
        sum[name] = sum[name] + amount;
    }
}

/// Each container by itself, and the sum over the containers that run side by side.
std::vector<std::string> violations_of_pod(const kube::Json& pod, const std::vector<kube::Json>& items) {
    std::vector<std::string> violations;
    Asked whole;
    for (const std::string_view list : {"containers", "initContainers"}) {
        const kube::JsonArray* containers = kube::find_array(pod, {"spec", list});
        for (std::size_t i = 0; containers != nullptr && i < containers->size(); ++i) {
            const kube::Json& container = (*containers)[i];
            const Asked asked{
                amounts_of(container, {"resources", "requests"}),
                amounts_of(container, {"resources", "limits"})
            };
            for (const kube::Json& item : items) {
                if (is_of_type(item, "Container")) {
                    check_item(item, "Container", asked, violations);
                }
            }
            const bool side_by_side =
                list == "containers" ||
                kube::find_string(container, {"restartPolicy"}) == std::string_view{"Always"};
            if (side_by_side) {
                add_all(whole.requests, asked.requests);
                add_all(whole.limits, asked.limits);
            }
        }
    }
    for (const kube::Json& item : items) {
        if (is_of_type(item, "Pod")) {
            check_item(item, "Pod", whole, violations);
        }
    }
    return violations;
}

std::vector<std::string> violations_of_claim(const kube::Json& claim, const std::vector<kube::Json>& items) {
    std::vector<std::string> violations;
    const Asked asked{amounts_of(claim, {"spec", "resources", "requests"}), {}, false};
    for (const kube::Json& item : items) {
        if (is_of_type(item, "PersistentVolumeClaim")) {
            check_min(item, "PersistentVolumeClaim", asked, violations);
            check_max(item, "PersistentVolumeClaim", asked, violations);
        }
    }
    return violations;
}

}  // namespace

void apply_limit_ranges(Admission& admission) {
    for (const kube::Json& item : items_of(admission)) {
        if (is_of_type(item, "Container")) {
            fill_pod(admission.object, item);
        }
    }
}

Outcome<void> check_limit_ranges(const Admission& admission) {
    const Resource& resource = *admission.request.resource;
    const bool is_pod =
        resource.is("", "pods") && (admission.is_create() || admission.subresource() == "resize");
    const bool is_claim = resource.is("", "persistentvolumeclaims") && admission.subresource().empty();
    if (!is_pod && !is_claim) {
        return {};
    }
    const std::vector<kube::Json> items = items_of(admission);
    const std::vector<std::string> violations =
        is_pod ? violations_of_pod(admission.object, items) : violations_of_claim(admission.object, items);
    if (violations.empty()) {
        return {};
    }
    const std::string why =
        violations.size() == 1 ? violations.front() : fmt::format("[{}]", fmt::join(violations, ", "));
    return reject(kube::statuses::forbidden(
        resource.type, kube::find_string(admission.object, {"metadata", "name"}).value_or(""), why
    ));
}

}  // namespace flotilla::cluster
