#include "flotilla/cluster/faults/fault_plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/selector.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::cluster::faults {
namespace {

using kube::Json;

/// One mapping of the file: hands out its fields, and knows the path for messages and which were asked for.
class Fields {
public:
    static Result<Fields> of(const Json& json, std::string path) {
        if (!json.is_object()) {
            return fail(ErrorCode::InvalidArgument, fmt::format("{}: is no mapping of fields", path));
        }
        return Fields{json.get_object(), std::move(path)};
    }

    const Json* find(std::string_view name) {
        known_.emplace_back(name);
        return object_->if_contains(boost::json::string_view{name.data(), name.size()});
    }
    [[nodiscard]] std::string path(std::string_view name) const { return fmt::format("{}.{}", path_, name); }
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view name, std::string_view wanted) const {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: {}", path(name), wanted));
    }

    Result<std::string> text(std::string_view name, std::string otherwise) {
        const Json* value = find(name);
        if (value == nullptr) {
            return otherwise;
        }
        if (!value->is_string()) {
            return refuse(name, "is no text");
        }
        return std::string{kube::text_of(value->get_string())};
    }
    Result<std::optional<Duration>> duration(std::string_view name) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        const auto length = parse_duration(
            value->is_string() ? std::string{kube::text_of(value->get_string())} : kube::to_json(*value)
        );
        if (!length) {
            return refuse(name, "is no duration, such as 10s or 1m30s");
        }
        return *length;
    }
    Result<std::optional<Duration>> positive_duration(std::string_view name) {
        FLOTILLA_TRY(const std::optional<Duration> length, duration(name));
        if (length && *length <= Duration{0}) {
            return refuse(name, "must be more than nothing");
        }
        return length;
    }
    Result<std::optional<std::int64_t>> whole(std::string_view name, std::int64_t low, std::int64_t high) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        const auto number = kube::whole_number(*value);
        if (!number || *number < low || *number > high) {
            return refuse(name, fmt::format("is no whole number from {} to {}", low, high));
        }
        return *number;
    }
    Result<std::optional<double>> number(std::string_view name) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_number()) {
            return refuse(name, "is no number");
        }
        return value->to_number<double>();
    }
    Result<bool> flag(std::string_view name) {
        const Json* value = find(name);
        if (value != nullptr && !value->is_bool()) {
            return refuse(name, "is neither true nor false");
        }
        return value != nullptr && value->get_bool();
    }
    Result<std::set<std::string>> texts(std::string_view name) {
        const Json* value = find(name);
        std::set<std::string> all;
        if (value == nullptr) {
            return all;
        }
        const auto* list = value->if_array();
        if (list == nullptr ||
            !std::all_of(list->begin(), list->end(), [](const Json& item) { return item.is_string(); })) {
            return refuse(name, "is no list of texts");
        }
        for (const Json& item : *list) {
            all.emplace(kube::text_of(item.get_string()));
        }
        return all;
    }
    /// InvalidArgument when there is a field that nobody asked for.
    [[nodiscard]] Result<void> all_known() const {
        for (const auto& [key, value] : *object_) {
            const std::string_view name{key.data(), key.size()};
            if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
                return refuse(name, fmt::format("is unknown; there are {}", fmt::join(known_, ", ")));
            }
        }
        return {};
    }

private:
    Fields(const kube::JsonObject& object, std::string path) : object_{&object}, path_{std::move(path)} {}

    const kube::JsonObject* object_;
    std::string path_;
    std::vector<std::string> known_;
};

template <class Kind>
using Names = std::array<std::pair<std::string_view, Kind>, std::is_same_v<Kind, NodeFaultKind> ? 2 : 4>;

constexpr Names<NodeFaultKind> kNodeFaults{{{"down", NodeFaultKind::Down}, {"slow", NodeFaultKind::Slow}}};
constexpr Names<PodFaultKind> kPodFaults{
    {{"crash", PodFaultKind::Crash},
     {"oom", PodFaultKind::OutOfMemory},
     {"never-ready", PodFaultKind::NeverReady},
     {"kill", PodFaultKind::Kill}}
};

template <class Kind>
Result<Kind> kind_of(Fields& fields, const Names<Kind>& names) {
    FLOTILLA_TRY(const std::string text, fields.text("fault", ""));
    std::vector<std::string_view> known;
    for (const auto& [name, kind] : names) {
        if (name == text) {
            return kind;
        }
        known.push_back(name);
    }
    return fields.refuse("fault", fmt::format("is none of {}", fmt::join(known, ", ")));
}

Result<NodeFault> node_fault(Fields fields) {
    NodeFault fault;
    FLOTILLA_TRY(fault.node, fields.text("name", ""));
    if (fault.node.empty()) {
        return fields.refuse("name", "is missing: name a node, such as node-1");
    }
    FLOTILLA_TRY(fault.kind, kind_of(fields, kNodeFaults));
    FLOTILLA_TRY(const std::optional<double> factor, fields.number("factor"));
    if ((fault.kind == NodeFaultKind::Slow) != factor.has_value() || (factor && *factor <= 0)) {
        return fields.refuse("factor", "goes with fault: slow, and is more than 0; 3 is three times as slow");
    }
    fault.factor = factor.value_or(1);
    FLOTILLA_CHECK(fields.all_known());
    return fault;
}

Result<PodFault> pod_fault(Fields fields) {
    PodFault fault;
    FLOTILLA_TRY(fault.namespace_, fields.text("namespace", "default"));
    FLOTILLA_TRY(fault.selector, fields.text("selector", ""));
    if (const auto selector = kube::LabelSelector::parse(fault.selector); !selector) {
        return fields.refuse("selector", selector.error().message);
    }
    FLOTILLA_TRY(fault.count, fields.whole("count", 1, 1'000'000));
    FLOTILLA_TRY(fault.kind, kind_of(fields, kPodFaults));
    FLOTILLA_CHECK(fields.all_known());
    return fault;
}

Result<ApiFault> api_fault(Fields fields) {
    ApiFault fault;
    FLOTILLA_TRY(fault.verbs, fields.texts("verbs"));
    FLOTILLA_TRY(fault.resources, fields.texts("resources"));
    FLOTILLA_TRY(fault.users, fields.texts("users"));
    FLOTILLA_TRY(const std::optional<double> share, fields.number("share"));
    fault.share = share.value_or(1);
    if (!(fault.share > 0 && fault.share <= 1)) {
        return fields.refuse("share", "is not above 0 and at most 1");
    }
    FLOTILLA_TRY(const std::optional<Duration> delay, fields.positive_duration("delay"));
    fault.delay = delay.value_or(Duration{0});
    FLOTILLA_TRY(const auto status, fields.whole("status", 400, 599));
    fault.status = static_cast<int>(status.value_or(0));
    FLOTILLA_TRY(const auto retry_after, fields.whole("retryAfterSeconds", 0, 3600));
    fault.retry_after_seconds = static_cast<int>(retry_after.value_or(1));
    FLOTILLA_TRY(fault.cut_watches_after, fields.positive_duration("cutWatchesAfter"));
    FLOTILLA_TRY(fault.drop_watches, fields.flag("dropWatches"));
    FLOTILLA_CHECK(fields.all_known());
    if (!delay && !status && !fault.cut_watches_after && !fault.drop_watches) {
        return fields.refuse("*", "nothing goes wrong: give delay, status, cutWatchesAfter or dropWatches");
    }
    return fault;
}

Result<ClockFault> clock_fault(Fields fields) {
    FLOTILLA_TRY(const std::optional<Duration> skew, fields.duration("skew"));
    if (!skew) {
        return fields.refuse("skew", "is missing: a duration, such as 5m or -5m");
    }
    FLOTILLA_CHECK(fields.all_known());
    return ClockFault{*skew};
}

/// The one thing that goes wrong.
Result<void> read_what(Fields& fields, TimedFault& fault) {
    int count = 0;
    const auto take = [&](std::string_view name, auto read) -> Result<void> {
        if (const Json* value = fields.find(name)) {
            ++count;
            FLOTILLA_TRY(Fields inner, Fields::of(*value, fields.path(name)));
            FLOTILLA_TRY(fault.what, read(std::move(inner)));
        }
        return {};
    };
    FLOTILLA_CHECK(take("node", node_fault));
    FLOTILLA_CHECK(take("pods", pod_fault));
    FLOTILLA_CHECK(take("api", api_fault));
    FLOTILLA_CHECK(take("clock", clock_fault));
    if (count != 1) {
        return fields.refuse("*", "exactly one of node, pods, api and clock is wanted");
    }
    return {};
}

Result<TimedFault> timed_fault(const Json& json, std::string path) {
    FLOTILLA_TRY(Fields fields, Fields::of(json, std::move(path)));
    TimedFault fault;
    FLOTILLA_TRY(const std::optional<Duration> at, fields.duration("at"));
    fault.at = at.value_or(Duration{0});
    if (fault.at < Duration{0}) {
        return fields.refuse("at", "is before the cluster is ready");
    }
    FLOTILLA_TRY(fault.length, fields.positive_duration("for"));
    FLOTILLA_CHECK(read_what(fields, fault));
    FLOTILLA_CHECK(fields.all_known());
    return fault;
}

}  // namespace

Result<FaultPlan> parse_fault_plan(std::string_view yaml) {
    FLOTILLA_TRY(const Json json, kube::parse_yaml(yaml));
    const kube::JsonArray* list = kube::find_array(json, {"faults"});
    if (list == nullptr) {
        return fail(ErrorCode::InvalidArgument, "faults: a list of faults is wanted");
    }
    FaultPlan plan;
    for (const Json& item : *list) {
        FLOTILLA_TRY(TimedFault fault, timed_fault(item, fmt::format("faults[{}]", plan.faults.size())));
        plan.faults.push_back(std::move(fault));
    }
    return plan;
}

}  // namespace flotilla::cluster::faults
