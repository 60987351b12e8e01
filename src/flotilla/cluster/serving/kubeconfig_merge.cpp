#include "flotilla/cluster/serving/kubeconfig_merge.hpp"

#include <algorithm>
#include <array>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/yaml.hpp"

namespace flotilla::cluster {
namespace {

using kube::Json;
using kube::JsonArray;

constexpr std::array<std::string_view, 3> kLists{"clusters", "users", "contexts"};
constexpr std::string_view kCurrent = "current-context";

Result<Json> parse(std::string_view text) {
    FLOTILLA_TRY(Json json, kube::parse_yaml(text));
    if (json.is_null()) {
        json = kube::JsonObject{{"apiVersion", "v1"}, {"kind", "Config"}};
    }
    bool is_config = json.is_object();
    for (const std::string_view list : kLists) {
        const Json* entries = kube::find(json, {list});
        is_config &= entries == nullptr || entries->is_array() || entries->is_null();
    }
    if (!is_config) {
        return fail(ErrorCode::InvalidArgument, "this is no kubeconfig");
    }
    return json;
}

/// The list, made when it is missing or null.
JsonArray& list_of(Json& config, std::string_view name) {
    Json& list = kube::place(config, {name});
    return list.is_array() ? list.get_array() : list.emplace_array();
}

bool has_name(const Json& entry, std::string_view name) {
    return kube::find_string(entry, {"name"}) == name;
}

bool names(const JsonArray& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(), [&](const Json& entry) { return has_name(entry, name); });
}

void put(JsonArray& list, const Json& entry) {
    const std::string_view name = kube::find_string(entry, {"name"}).value_or("");
    const auto old =
        std::find_if(list.begin(), list.end(), [&](const Json& one) { return has_name(one, name); });
    if (old != list.end()) {
        *old = entry;
    } else {
        list.push_back(entry);
    }
}

void take_out(JsonArray& list, const JsonArray& named) {
    for (auto entry = list.begin(); entry != list.end();) {
        const bool goes = names(named, kube::find_string(*entry, {"name"}).value_or(""));
        entry = goes ? list.erase(entry) : entry + 1;
    }
}

std::string current_of(const Json& config) {
    return std::string{kube::find_string(config, {kCurrent}).value_or("")};
}

}  // namespace

Result<std::string> merged_kubeconfig(std::string_view theirs, std::string_view ours) {
    FLOTILLA_TRY(Json config, parse(theirs));
    FLOTILLA_TRY(Json added, parse(ours));
    for (const std::string_view name : kLists) {
        for (const Json& entry : list_of(added, name)) {
            put(list_of(config, name), entry);
        }
    }
    kube::place(config, {kCurrent}) = current_of(added);
    return kube::to_yaml(config);
}

Result<std::string> kubeconfig_without(
    std::string_view theirs, std::string_view ours, std::string_view previous
) {
    FLOTILLA_TRY(Json config, parse(theirs));
    FLOTILLA_TRY(Json added, parse(ours));
    for (const std::string_view name : kLists) {
        take_out(list_of(config, name), list_of(added, name));
    }
    if (names(list_of(added, "contexts"), current_of(config))) {
        const bool is_there = names(list_of(config, "contexts"), previous);
        kube::place(config, {kCurrent}) = is_there ? std::string{previous} : std::string{};
    }
    return kube::to_yaml(config);
}

Result<std::string> current_context(std::string_view kubeconfig) {
    FLOTILLA_TRY(const Json config, parse(kubeconfig));
    return current_of(config);
}

}  // namespace flotilla::cluster
