#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_key.hpp"
#include "flotilla/kube/api/object_meta.hpp"
#include "flotilla/kube/api/selector.hpp"

/// What the built-in controllers need of objects, read once for each change and shared by all of them.
/// Whoever needs the rest (a pod template, say) finds the whole object beside its view.
namespace flotilla::cluster::controllers {

/// Metadata, of any kind.
struct ObjectView {
    kube::ObjectKey key;
    std::string uid;
    kube::StringMap labels;
    kube::StringMap annotations;
    std::vector<kube::OwnerReference> owners;
    std::vector<std::string> finalizers;
    WallTime created{};
    std::optional<WallTime> deletion_time = std::nullopt;
    std::optional<std::int64_t> deletion_grace_seconds = std::nullopt;
    std::int64_t generation = 0;

    [[nodiscard]] bool is_deleting() const { return deletion_time.has_value(); }
    /// The owner with `controller: true`; null when there is none.
    [[nodiscard]] const kube::OwnerReference* controller() const;
    [[nodiscard]] std::optional<std::string_view> annotation(std::string_view name) const;
    [[nodiscard]] bool has_finalizer(std::string_view name) const;
};

/// Amounts by resource name: thousandths of cores for cpu, whole units for the rest.
using Amounts = std::map<std::string, std::int64_t, std::less<>>;

struct TolerationView {
    std::string key;  ///< empty: any
    bool any_value = false;
    std::string value;
    std::string effect;  ///< empty: any
    std::optional<std::int64_t> seconds = std::nullopt;
};

struct TaintView {
    std::string key;
    std::string value;
    std::string effect;
    std::optional<WallTime> added = std::nullopt;
};

struct ContainerPortView {
    std::string name;
    std::int64_t port = 0;
    std::string protocol;
};

struct PodView : ObjectView {
    std::string phase;
    std::string node;
    std::string ip;
    std::string host_ip;
    std::string scheduler;
    bool is_ready = false;
    std::optional<WallTime> ready_since = std::nullopt;
    std::int64_t restarts = 0;
    std::string restart_policy;
    std::optional<std::string> hostname = std::nullopt;
    Amounts
        requests;  ///< what the scheduler counts: the larger of containers together and any init container
    kube::StringMap node_selector;
    std::optional<kube::Json> node_affinity = std::nullopt;  ///< required terms
    std::vector<TolerationView> tolerations;
    std::vector<ContainerPortView> ports;
    bool is_gated = false;  ///< has scheduling gates

    /// Neither ended nor on its way out.
    [[nodiscard]] bool is_active() const {
        return phase != "Succeeded" && phase != "Failed" && !is_deleting();
    }
    [[nodiscard]] bool is_available(std::int64_t min_ready_seconds, WallTime now) const;
};

struct ReplicaSetView : ObjectView {
    std::int64_t replicas = 1;
    std::int64_t min_ready_seconds = 0;
    std::optional<kube::LabelSelector> selector = std::nullopt;
    kube::StringMap template_labels;
    std::uint64_t template_fingerprint = 0;  ///< equal for equal templates
    std::int64_t status_replicas = 0;
    std::int64_t status_fully_labeled = 0;
    std::int64_t status_ready = 0;
    std::int64_t status_available = 0;
    std::int64_t observed_generation = 0;
    std::optional<std::string> failure_reason =
        std::nullopt;  ///< of condition ReplicaFailure when it is True
    std::string failure_message;
};

struct NodeView : ObjectView {
    bool is_unschedulable = false;
    std::string ip;
    Amounts allocatable;
    std::vector<TaintView> taints;
    std::string ready_status;  ///< of condition Ready: "True", "False", "Unknown"; empty: none
};

ObjectView view_object(const kube::Json& json);
PodView view_pod(const kube::Json& json);
ReplicaSetView view_replica_set(const kube::Json& json);
NodeView view_node(const kube::Json& json);

/// `{"cpu": "250m", …}` as amounts; what is no quantity counts as nothing.
Amounts read_amounts(const kube::JsonObject& resources);
/// An RFC 3339 time at a path; absent when there is none.
std::optional<WallTime> find_time(const kube::Json& json, std::initializer_list<std::string_view> path);
/// The entry of `status.conditions` of that type, or null.
const kube::Json* find_condition(const kube::Json& json, std::string_view type);
/// An object of strings at a path; what is none is empty.
kube::StringMap find_strings(const kube::Json& json, std::initializer_list<std::string_view> path);

}  // namespace flotilla::cluster::controllers
