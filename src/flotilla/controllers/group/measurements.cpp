#include "flotilla/controllers/group/measurements.hpp"

#include <algorithm>

#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::controllers::group {
namespace {

using kube::Json;
using kube::Quantity;

/// Bytes that need no escape in a query; the rest is percent-encoded.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              std::string_view{"-._~"}.find(c) != std::string_view::npos;
        out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

const kube::JsonArray& items_of(const Json& list) {
    static const kube::JsonArray none;
    const kube::JsonArray* items = kube::find_array(list, {"items"});
    return items == nullptr ? none : *items;
}

/// The time since the item's timestamp; nothing when it has none that can be read.
std::optional<Duration> age_of(const Json& item, WallTime now) {
    const auto when = parse_time(kube::find_string(item, {"timestamp"}).value_or(""));
    if (!when) {
        return std::nullopt;
    }
    return std::max(Duration{0}, Duration{now - *when});
}

bool is_ready(const kube::DynamicObject& pod) {
    const auto ready = pod.condition("Ready");
    return ready && ready->status == "True" && !pod.is_deleting();
}

/// Sum over the containers at `path` of the quantity at `inner`; nothing when one of them lacks it.
std::optional<Quantity> sum_of(
    const Json& object,
    std::initializer_list<std::string_view> path,
    std::initializer_list<std::string_view> inner
) {
    const kube::JsonArray* containers = kube::find_array(object, path);
    if (containers == nullptr || containers->empty()) {
        return std::nullopt;
    }
    Quantity sum;
    for (const Json& container : *containers) {
        const auto quantity = Quantity::parse(kube::find_string(container, inner).value_or(""));
        if (!quantity) {
            return std::nullopt;
        }
        sum += *quantity;
    }
    return sum;
}

asio::awaitable<Result<Json>> get_json(kube::Client& client, std::string path) {
    const auto text = co_await client.get_raw(std::move(path));
    if (!text) {
        co_return tl::unexpected<Error>{text.error()};
    }
    co_return kube::parse_json(*text);
}

asio::awaitable<Result<model::CpuUsage>> measure_cpu(
    kube::Client& client, std::string namespace_, const Deployment& deployment
) {
    static const kube::ResourceType kPods{"", "v1", "pods", "Pod", true};
    kube::ListOptions selection;
    selection.label_selector = deployment.pod_selector;
    const auto pods = co_await client.list(kPods, namespace_, selection);
    if (!pods) {
        co_return tl::unexpected<Error>{pods.error()};
    }
    std::string path = fmt::format(
        "/apis/metrics.k8s.io/v1beta1/namespaces/{}/pods?labelSelector={}",
        namespace_,
        escaped(deployment.pod_selector)
    );
    const auto metrics = co_await get_json(client, std::move(path));
    if (!metrics) {
        co_return tl::unexpected<Error>{metrics.error()};
    }
    const auto usage = cpu_usage_of(pods->items, *metrics, client.clock().wall_now());
    if (!usage) {
        co_return fail(
            ErrorCode::NotFound,
            fmt::format("no ready pod of {} has a CPU sample and request", deployment.name)
        );
    }
    co_return *usage;
}

asio::awaitable<Result<model::MetricSample>> measure_value(
    kube::Client& client, std::string path, std::string metric
) {
    const auto values = co_await get_json(client, std::move(path));
    if (!values) {
        co_return tl::unexpected<Error>{values.error()};
    }
    const auto sample = sample_of(*values, client.clock().wall_now());
    if (!sample) {
        co_return fail(ErrorCode::NotFound, fmt::format("metric {} has no value", metric));
    }
    co_return *sample;
}

}  // namespace

std::optional<model::CpuUsage> cpu_usage_of(
    const std::vector<kube::SharedObject>& pods, const Json& metrics, WallTime now
) {
    std::map<std::string_view, const Json*> samples;
    for (const Json& item : items_of(metrics)) {
        samples.emplace(kube::find_string(item, {"metadata", "name"}).value_or(""), &item);
    }
    std::optional<model::CpuUsage> total;
    for (const kube::SharedObject& encoded : pods) {
        const kube::DynamicObject pod{*encoded};
        const auto sample = samples.find(pod.name());
        if (!is_ready(pod) || sample == samples.end()) {
            continue;
        }
        const auto usage = sum_of(*sample->second, {"containers"}, {"usage", "cpu"});
        const auto request = sum_of(pod.json(), {"spec", "containers"}, {"resources", "requests", "cpu"});
        const auto age = age_of(*sample->second, now);
        if (usage && request && age) {
            total = total.value_or(model::CpuUsage{});
            total->usage += model::Millicores{usage->milli_value()};
            total->request += model::Millicores{request->milli_value()};
            total->age = std::max(total->age, *age);
        }
    }
    return total;
}

std::optional<model::MetricSample> sample_of(const Json& values, WallTime now) {
    std::optional<model::MetricSample> sample;
    for (const Json& item : items_of(values)) {
        const auto value = Quantity::parse(kube::find_string(item, {"value"}).value_or(""));
        const auto age = age_of(item, now);
        if (!value || !age) {
            return std::nullopt;
        }
        sample = sample.value_or(model::MetricSample{});
        sample->value += value->approximate();
        sample->age = std::max(sample->age, *age);
    }
    return sample;
}

asio::awaitable<Measurements> measure(
    kube::Client& client,
    std::string namespace_,
    const model::ScalingGroup& group,
    const Deployments& deployments,
    policy::Needs needs,
    Recommendations recommendations
) {
    Measurements measured;
    measured.hpa = std::move(recommendations);
    for (const model::Member& member : group.members) {
        const auto found = deployments.find(member.name);
        if (!needs.cpu || found == deployments.end() || found->second.pod_selector.empty()) {
            continue;
        }
        if (const auto usage = co_await measure_cpu(client, namespace_, found->second)) {
            measured.cpu.emplace(member.name, *usage);
        } else if (!measured.hpa.contains(member.name)) {
            measured.errors.push_back(usage.error());
        }
    }
    for (const std::string& metric : needs.group_metrics) {
        std::string path = fmt::format(
            "/apis/external.metrics.k8s.io/v1beta1/namespaces/{}/{}", namespace_, escaped(metric)
        );
        if (const auto sample = co_await measure_value(client, std::move(path), metric)) {
            measured.group.emplace(metric, *sample);
        } else {
            measured.errors.push_back(sample.error());
        }
    }
    for (const auto& [member, metric] : needs.member_metrics) {
        std::string path = fmt::format(
            "/apis/custom.metrics.k8s.io/v1beta1/namespaces/{}/deployments.apps/{}/{}",
            namespace_,
            escaped(member),
            escaped(metric)
        );
        if (const auto sample = co_await measure_value(client, std::move(path), metric)) {
            measured.member.emplace(std::pair{member, metric}, *sample);
        } else {
            measured.errors.push_back(sample.error());
        }
    }
    co_return measured;
}

model::Observation observe(
    const model::ScalingGroup& group,
    const Deployments& deployments,
    const Measurements& measurements,
    const model::Decision* last
) {
    model::Observation seen;
    seen.metrics = measurements.group;
    for (const model::Member& member : group.members) {
        const auto deployment = deployments.find(member.name);
        if (deployment == deployments.end()) {
            continue;
        }
        model::MemberObservation observed;
        observed.name = member.name;
        observed.current = deployment->second.current;
        observed.ready = deployment->second.ready;
        if (const auto* decided = last == nullptr ? nullptr : last->find(member.name)) {
            observed.desired = decided->desired;
        }
        if (const auto cpu = measurements.cpu.find(member.name); cpu != measurements.cpu.end()) {
            observed.cpu = cpu->second;
        }
        if (const auto hpa = measurements.hpa.find(member.name); hpa != measurements.hpa.end()) {
            observed.hpa = hpa->second;
        }
        for (const auto& [key, sample] : measurements.member) {
            if (key.first == member.name) {
                observed.metrics.emplace(key.second, sample);
            }
        }
        seen.members.push_back(std::move(observed));
    }
    return seen;
}

}  // namespace flotilla::controllers::group
