#include "flotilla/cluster/controllers/replicaset/victims.hpp"

#include <algorithm>
#include <bit>
#include <compare>

namespace flotilla::cluster::controllers {
namespace {

std::int64_t age_rank(WallTime since, WallTime now) {
    const Duration age = now - since;
    if (age < Duration{1}) {
        return -1;
    }
    return std::bit_width(static_cast<std::uint64_t>(age.count()));
}

/// Less: the younger one, by power of two; same power: undecided.
std::strong_ordering by_age(std::optional<WallTime> a, std::optional<WallTime> b, WallTime now) {
    if (!a || !b) {
        return a.has_value() <=> b.has_value();
    }
    return age_rank(*a, now) <=> age_rank(*b, now);
}

bool goes_first(const Candidate& a, const Candidate& b, WallTime now) {
    if (a.node.empty() != b.node.empty()) {
        return a.node.empty();
    }
    if (a.phase != b.phase) {
        return a.phase < b.phase;
    }
    if (a.ready_since.has_value() != b.ready_since.has_value()) {
        return !a.ready_since.has_value();
    }
    if (a.deletion_cost != b.deletion_cost) {
        return a.deletion_cost < b.deletion_cost;
    }
    if (a.crowd != b.crowd) {
        return a.crowd > b.crowd;
    }
    if (const auto order = by_age(a.ready_since, b.ready_since, now); order != 0) {
        return order < 0;
    }
    if (a.restarts != b.restarts) {
        return a.restarts > b.restarts;
    }
    if (const auto order = by_age(a.created, b.created, now); order != 0) {
        return order < 0;
    }
    return a.uid < b.uid;
}

}  // namespace

void sort_victims_first(std::vector<Candidate>& candidates, WallTime now) {
    std::ranges::sort(candidates, [now](const Candidate& a, const Candidate& b) {
        return goes_first(a, b, now);
    });
}

}  // namespace flotilla::cluster::controllers
