#include "flotilla/policy/catalog.hpp"

#include <array>

#include "flotilla/policy/horizontal/feed_forward.hpp"
#include "flotilla/policy/horizontal/guard_rails.hpp"
#include "flotilla/policy/horizontal/hpa_lift.hpp"
#include "flotilla/policy/horizontal/predictive.hpp"
#include "flotilla/policy/horizontal/proportional.hpp"
#include "flotilla/policy/horizontal/random.hpp"
#include "flotilla/policy/horizontal/static.hpp"

namespace flotilla::policy {
namespace {

constexpr std::array kHorizontal{
    HorizontalEntry{
        "feed-forward", "all members from the entry rate, ahead along its line", make_feed_forward
    },
    HorizontalEntry{"hpa-lift", "each member by its CPU, lifted for callers that grow", make_hpa_lift},
    HorizontalEntry{
        "predictive", "all members from a Holt-Winters forecast of the entry rate", make_predictive
    },
    HorizontalEntry{"proportional", "one metric leads, members follow by weight", make_proportional},
    HorizontalEntry{"random", "uniform within min..max, from a seed", make_random},
    HorizontalEntry{"static", "always the same counts", make_static},
};

}  // namespace

std::span<const HorizontalEntry> horizontal_catalog() {
    return kHorizontal;
}

Result<std::unique_ptr<const HorizontalPolicy>> make_horizontal(const model::ScalingGroup& group) {
    std::string names;
    for (const HorizontalEntry& entry : kHorizontal) {
        if (entry.name == group.policy.name) {
            auto inner = entry.make(group);
            if (!inner) {
                return with_context(inner.error(), fmt::format("policy {}", entry.name));
            }
            return std::make_unique<GuardRails>(group, std::move(*inner));
        }
        names += names.empty() ? "" : ", ";
        names += entry.name;
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("no policy named \"{}\"; there are: {}", group.policy.name, names)
    );
}

}  // namespace flotilla::policy
