#include "flotilla/cluster/apiserver/request_info.hpp"

#include <algorithm>
#include <cctype>
#include <span>
#include <vector>

namespace flotilla::cluster {

namespace {

Result<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (end > 0) {
            FLOTILLA_TRY(std::string part, io::http::percent_decode(path.substr(0, end)));
            parts.push_back(std::move(part));
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return result;
}

std::string_view verb_of(std::string_view method) {
    if (method == "POST") {
        return "create";
    }
    if (method == "GET" || method == "HEAD") {
        return "get";
    }
    if (method == "PUT") {
        return "update";
    }
    if (method == "PATCH") {
        return "patch";
    }
    return method == "DELETE" ? "delete" : "";
}

std::string join(std::span<const std::string> parts) {
    std::string joined;
    for (const std::string& part : parts) {
        joined += (joined.empty() ? "" : "/") + part;
    }
    return joined;
}

/// Reads [namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE[/REST…]]].
void read_resource(RequestInfo& info, std::span<const std::string> parts) {
    constexpr std::string_view kNamespaces = "namespaces";
    const bool in_namespace =
        parts[0] == kNamespaces && parts.size() > 2 && parts[2] != "status" && parts[2] != "finalize";
    if (in_namespace) {
        info.namespace_ = parts[1];
        parts = parts.subspan(2);
    }
    info.is_resource = true;
    info.resource = parts[0];
    info.name = parts.size() > 1 ? parts[1] : "";
    info.subresource = parts.size() > 2 ? parts[2] : "";
    info.rest = parts.size() > 3 ? join(parts.subspan(3)) : "";
    if (parts[0] == kNamespaces && info.group.empty() && !info.name.empty()) {
        info.namespace_ =
            info.name;  // so that a role inside the namespace can allow reading the namespace itself
    }
}

void read_verb(RequestInfo& info, std::string_view method, bool watch_path) {
    info.verb = verb_of(method);
    if (info.name.empty() && info.verb == "get") {
        info.verb = watch_path || is_set(info.query, "watch") ? "watch" : "list";
    } else if (info.name.empty() && info.verb == "delete") {
        info.verb = "deletecollection";
    } else if (watch_path && info.verb == "get") {
        info.verb = "watch";
    }
}

}  // namespace

bool is_set(const io::http::Query& query, std::string_view name) {
    const auto value = query.find(name);
    return value && *value != "false" && *value != "0";
}

Result<RequestInfo> parse_request_info(std::string_view method, std::string_view target) {
    RequestInfo info;
    FLOTILLA_TRY(io::http::Target parts_of_target, io::http::parse_target(target));
    info.query = std::move(parts_of_target.query);
    FLOTILLA_TRY(info.path, io::http::percent_decode(parts_of_target.path));
    FLOTILLA_TRY(const std::vector<std::string> all, split_path(parts_of_target.path));
    info.verb = lower(method);

    std::span<const std::string> parts{all};
    if (!parts.empty() && parts[0] == "api") {
        info.version = parts.size() > 1 ? parts[1] : "";
        parts = parts.subspan(std::min<std::size_t>(2, parts.size()));
    } else if (!parts.empty() && parts[0] == "apis") {
        info.group = parts.size() > 1 ? parts[1] : "";
        info.version = parts.size() > 2 ? parts[2] : "";
        parts = parts.subspan(std::min<std::size_t>(3, parts.size()));
    } else {
        return info;
    }
    const bool watch_path = !parts.empty() && parts[0] == "watch";
    if (watch_path) {
        parts = parts.subspan(1);
    }
    if (!parts.empty()) {
        read_resource(info, parts);
        read_verb(info, method, watch_path);
    }
    return info;
}

}  // namespace flotilla::cluster
