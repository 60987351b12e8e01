#include "flotilla/cluster/schema/detail/list_order.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <boost/json/serialize.hpp>

namespace flotilla::cluster::detail {
namespace {

using Positions = std::unordered_map<std::string_view, std::size_t>;

Positions positions_of(const std::vector<std::string>& identities) {
    Positions positions;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        positions.emplace(identities[i], i);
    }
    return positions;
}

std::optional<std::size_t> position(const Positions& positions, const std::string& identity) {
    const auto found = positions.find(identity);
    return found == positions.end() ? std::nullopt : std::optional{found->second};
}

struct Placed {
    std::optional<std::size_t> wanted;
    std::optional<std::size_t> server;
    kube::Json* element = nullptr;
};

}  // namespace

std::optional<std::string> element_identity(const kube::Json& element, std::string_view merge_key) {
    if (merge_key.empty()) {
        return boost::json::serialize(element);
    }
    const boost::json::object* fields = element.if_object();
    const kube::Json* key = fields == nullptr ? nullptr : fields->if_contains(merge_key);
    return key == nullptr ? std::nullopt : std::optional{boost::json::serialize(*key)};
}

boost::json::array order_elements(
    boost::json::array merged,
    const std::vector<std::string>& wanted,
    const std::vector<std::string>& server,
    std::string_view merge_key
) {
    const Positions wanted_positions = positions_of(wanted);
    const Positions server_positions = positions_of(server);
    std::vector<Placed> named;
    std::vector<Placed> others;
    for (kube::Json& element : merged) {
        const std::string identity = element_identity(element, merge_key).value_or(std::string{});
        Placed placed{position(wanted_positions, identity), position(server_positions, identity), &element};
        (placed.wanted ? named : others).push_back(placed);
    }
    std::ranges::stable_sort(named, {}, &Placed::wanted);
    std::ranges::stable_sort(others, [](const Placed& a, const Placed& b) {
        return a.server && b.server && *a.server < *b.server;
    });
    boost::json::array result;
    result.reserve(merged.size());
    auto next_other = others.begin();
    for (const Placed& next : named) {
        while (next_other != others.end() && next_other->server && next.server &&
               *next_other->server < *next.server) {
            result.push_back(std::move(*next_other++->element));
        }
        result.push_back(std::move(*next.element));
    }
    for (; next_other != others.end(); ++next_other) {
        result.push_back(std::move(*next_other->element));
    }
    return result;
}

}  // namespace flotilla::cluster::detail
