#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/printing/printer.hpp"
#include "flotilla/cluster/schema/table.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

std::string joined_containers(const kube::Json* pod_spec, std::string_view field) {
    std::string result;
    if (pod_spec == nullptr) {
        return result;
    }
    for (const kube::Json& container : list(*pod_spec, {"containers"})) {
        result += result.empty() ? "" : ",";
        result += text(container, {field});
    }
    return result;
}

}  // namespace

const kube::Json* at(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return kube::find(object, path);
}

std::string_view text(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return kube::find_string(object, path).value_or(std::string_view{});
}

std::int64_t number(const kube::Json& object, std::initializer_list<std::string_view> path) {
    return kube::find_int(object, path).value_or(0);
}

const json::array& list(const kube::Json& object, std::initializer_list<std::string_view> path) {
    static const json::array kEmpty;
    const json::array* found = kube::find_array(object, path);
    return found == nullptr ? kEmpty : *found;
}

std::string_view name_of(const kube::Json& object) {
    return text(object, {"metadata", "name"});
}

std::string age(std::string_view time, WallTime now) {
    const Result<WallTime> when = parse_time(time);
    return when ? human_duration(now - *when) : "<unknown>";
}

std::string age_of(const kube::Json& object, WallTime now) {
    return age(text(object, {"metadata", "creationTimestamp"}), now);
}

std::string or_none(std::string_view value) {
    return value.empty() ? "<none>" : std::string{value};
}

std::string labels_text(const kube::Json* labels) {
    std::vector<std::string> parts;
    if (labels != nullptr && labels->is_object()) {
        for (const auto& [key, value] : labels->get_object()) {
            parts.push_back(fmt::format(
                "{}={}", std::string_view{key}, value.is_string() ? kube::text_of(value.get_string()) : ""
            ));
        }
    }
    std::ranges::sort(parts);
    return parts.empty() ? "<none>" : fmt::format("{}", fmt::join(parts, ","));
}

std::string selector_text(const kube::Json* selector) {
    if (selector == nullptr) {
        return "<none>";
    }
    const Result<kube::LabelSelector> parsed = kube::LabelSelector::from_json(*selector);
    return parsed ? or_none(parsed->text()) : "<error>";
}

std::string container_names(const kube::Json* pod_spec) {
    return joined_containers(pod_spec, "name");
}

std::string container_images(const kube::Json* pod_spec) {
    return joined_containers(pod_spec, "image");
}

json::array created_cells(const kube::Json& object, WallTime /*now*/) {
    return {name_of(object), text(object, {"metadata", "creationTimestamp"})};
}

}  // namespace flotilla::cluster::printing
