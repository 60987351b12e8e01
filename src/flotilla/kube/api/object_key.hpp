#pragma once
#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace flotilla::kube {

/// Which object of a kind: namespace and name. Objects without a namespace have an empty one.
struct ObjectKey {
    std::string namespace_;
    std::string name;

    friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

/// "default/web", or "node-1" for an object without a namespace.
std::string to_string(const ObjectKey& key);

}  // namespace flotilla::kube

template <>
struct std::hash<flotilla::kube::ObjectKey> {
    std::size_t operator()(const flotilla::kube::ObjectKey& key) const noexcept {
        const std::size_t first = std::hash<std::string_view>{}(key.namespace_);
        return first * 0x9E3779B97F4A7C15ULL ^ std::hash<std::string_view>{}(key.name);
    }
};

template <>
struct fmt::formatter<flotilla::kube::ObjectKey> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const flotilla::kube::ObjectKey& key, Context& context) const {
        return fmt::formatter<std::string_view>::format(flotilla::kube::to_string(key), context);
    }
};
