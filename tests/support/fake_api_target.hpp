#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "flotilla/io/http/url.hpp"
#include "flotilla/kube/api/selector.hpp"

#include "support/fake_api.hpp"

namespace flotilla::testing_support {

/// A request's path and query, taken apart.
struct FakeApi::Target {
    explicit Target(std::string_view target) {
        const io::http::Target asked = io::http::parse_target(target).value();
        query = asked.query;
        std::vector<std::string> parts = split(asked.path);
        const std::size_t prefix = parts.size() > 1 && parts[0] == "apis" ? 3 : 2;
        std::size_t at = prefix;
        if (parts.size() > at + 2 && parts[at] == "namespaces") {
            key.namespace_ = parts[at + 1];
            at += 2;
        }
        for (std::size_t i = 0; i < prefix && i < parts.size(); ++i) {
            collection += "/" + parts[i];
        }
        if (parts.size() > at) {
            collection += "/" + parts[at];
        }
        if (parts.size() > at + 1) {
            key.name = parts[at + 1];
        }
    }

    [[nodiscard]] std::string option(std::string_view name) const { return std::string{query.value(name)}; }
    /// The number at the beginning of an option; 0 when there is none.
    [[nodiscard]] std::uint64_t number(std::string_view name) const { return number_in(query.value(name)); }
    [[nodiscard]] static std::uint64_t number_in(std::string_view text) {
        std::uint64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    [[nodiscard]] kube::ResourceType type() const {
        return kube::ResourceType{"", "v1", collection.substr(collection.rfind('/') + 1), "Thing", true};
    }
    [[nodiscard]] bool covers(const kube::EncodedObject& object) const {
        const auto selector = kube::LabelSelector::parse(option("labelSelector"));
        return (key.namespace_.empty() || key.namespace_ == object.namespace_()) && selector &&
               selector->matches(object);
    }

    std::string collection;  ///< the path without namespace and name
    kube::ObjectKey key;
    io::http::Query query;

private:
    static std::vector<std::string> split(std::string_view path) {
        std::vector<std::string> parts;
        while (!path.empty()) {
            const auto end = std::min(path.find('/'), path.size());
            if (end > 0) {
                parts.emplace_back(path.substr(0, end));
            }
            path.remove_prefix(std::min(end + 1, path.size()));
        }
        return parts;
    }
};

}  // namespace flotilla::testing_support
