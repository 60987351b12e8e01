#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/object_key.hpp"

namespace flotilla::kube {

/// Labels, annotations, node selectors: sorted, so that text made of them is always the same.
using StringMap = std::map<std::string, std::string, std::less<>>;

struct OwnerReference {
    std::string api_version;
    std::string kind;
    std::string name;
    std::string uid;
    std::optional<bool> controller;
    std::optional<bool> block_owner_deletion;

    friend bool operator==(const OwnerReference&, const OwnerReference&) = default;
};

/// The metadata of every object, but for managedFields. An empty string, list or map is an absent one: the
/// API knows no difference there.
struct ObjectMeta {
    std::string name;
    std::string generate_name;
    std::string namespace_;
    std::string uid;
    std::string resource_version;
    std::optional<std::int64_t> generation;
    std::optional<WallTime> creation_timestamp;
    std::optional<WallTime> deletion_timestamp;
    std::optional<std::int64_t> deletion_grace_period_seconds;
    StringMap labels;
    StringMap annotations;
    std::vector<OwnerReference> owner_references;
    std::vector<std::string> finalizers;

    [[nodiscard]] ObjectKey key() const { return {namespace_, name}; }
    /// The owner that manages this object, or null.
    [[nodiscard]] const OwnerReference* controller() const;

    friend bool operator==(const ObjectMeta&, const ObjectMeta&) = default;
};

/// One entry of `status.conditions`.
struct Condition {
    std::string type;
    std::string status;  ///< "True", "False", "Unknown"
    std::string reason;
    std::string message;
    std::optional<WallTime> last_transition_time;
    std::optional<std::int64_t> observed_generation;

    friend bool operator==(const Condition&, const Condition&) = default;
};

class Decoder;
void read_json(Decoder& decoder, const boost::json::value& json, OwnerReference& out);
void read_json(Decoder& decoder, const boost::json::value& json, ObjectMeta& out);
void read_json(Decoder& decoder, const boost::json::value& json, Condition& out);
boost::json::value write_json(const OwnerReference& value);
boost::json::value write_json(const ObjectMeta& value);
boost::json::value write_json(const Condition& value);

}  // namespace flotilla::kube
