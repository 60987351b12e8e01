#include "flotilla/metrics/api/measured_value.hpp"

#include <fmt/format.h>

namespace flotilla::metrics {
namespace {

Result<MeasuredValue> parse_value(const kube::Json& json) {
    MeasuredValue value;
    value.object = kube::find_string(json, {"describedObject", "name"}).value_or("");
    FLOTILLA_TRY(value.time, parse_time(kube::find_string(json, {"timestamp"}).value_or("")));
    if (const auto seconds = kube::find_int(json, {"windowSeconds"})) {
        value.window = std::chrono::seconds{*seconds};
    }
    FLOTILLA_TRY(value.value, kube::Quantity::parse(kube::find_string(json, {"value"}).value_or("")));
    return value;
}

}  // namespace

Result<std::vector<MeasuredValue>> parse_measured_values(const kube::Json& list) {
    const kube::JsonArray* items = kube::find_array(list, {"items"});
    if (items == nullptr) {
        return fail(ErrorCode::InvalidArgument, "wanted a list of metric values, found no items");
    }
    std::vector<MeasuredValue> values;
    for (const kube::Json& item : *items) {
        auto value = parse_value(item);
        if (!value) {
            return with_context(value.error(), fmt::format("items[{}]", values.size()));
        }
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace flotilla::metrics
