#include "flotilla/kube/api/resource_type.hpp"

namespace flotilla::kube {
namespace {

void append_encoded(std::string& out, std::string_view segment) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : segment) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~' || c == ':';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
}

}  // namespace

std::string ResourceType::api_version() const {
    return group.empty() ? version : fmt::format("{}/{}", group, version);
}

std::string ResourceType::group_resource() const {
    return group.empty() ? plural : fmt::format("{}.{}", plural, group);
}

std::string ResourceType::group_kind() const {
    return group.empty() ? kind : fmt::format("{}.{}", kind, group);
}

std::string ResourceType::gvk() const {
    return fmt::format("{}/{}, Kind={}", group, version, kind);
}

std::string ResourceType::gvr() const {
    return fmt::format("{}/{}, Resource={}", group, version, plural);
}

std::string ResourceType::collection_path(std::string_view namespace_) const {
    std::string out = group.empty() ? "/api/" : fmt::format("/apis/{}/", group);
    out += version;
    if (namespaced && !namespace_.empty()) {
        out += "/namespaces/";
        append_encoded(out, namespace_);
    }
    out += '/';
    out += plural;
    return out;
}

std::string ResourceType::path(
    std::string_view namespace_, std::string_view name, std::string_view subresource
) const {
    std::string out = collection_path(namespace_);
    out += '/';
    append_encoded(out, name);
    if (!subresource.empty()) {
        out += '/';
        out += subresource;
    }
    return out;
}

Result<GroupVersion> parse_group_version(std::string_view api_version) {
    const auto slash = api_version.find('/');
    if (slash == std::string_view::npos) {
        if (api_version.empty()) {
            return fail(ErrorCode::InvalidArgument, "apiVersion is empty: want \"v1\" or \"group/version\"");
        }
        return GroupVersion{"", std::string{api_version}};
    }
    const auto group = api_version.substr(0, slash);
    const auto version = api_version.substr(slash + 1);
    if (group.empty() || version.empty() || version.find('/') != std::string_view::npos) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("unexpected GroupVersion string: {}", api_version)
        );
    }
    return GroupVersion{std::string{group}, std::string{version}};
}

}  // namespace flotilla::kube
