#include "flotilla/cluster/controllers/deployment/rollout.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace flotilla::cluster::controllers {
namespace {

using Pointers = std::vector<const RolloutSet*>;

Pointers active_sets(const RolloutSets& sets) {
    Pointers active;
    for (const RolloutSet& set : sets.old) {
        if (set.replicas > 0) {
            active.push_back(&set);
        }
    }
    if (sets.current && sets.current->replicas > 0) {
        active.push_back(&*sets.current);
    }
    return active;
}

Pointers old_by_age(const RolloutSets& sets) {
    Pointers sorted;
    for (const RolloutSet& set : sets.old) {
        sorted.push_back(&set);
    }
    std::ranges::sort(sorted, [](const RolloutSet* a, const RolloutSet* b) {
        return std::tie(a->created, a->name) < std::tie(b->created, b->name);
    });
    return sorted;
}

std::int64_t total_replicas(const RolloutSets& sets) {
    std::int64_t total = sets.current ? sets.current->replicas : 0;
    for (const RolloutSet& set : sets.old) {
        total += set.replicas;
    }
    return total;
}

std::int64_t total_available(const RolloutSets& sets) {
    std::int64_t total = sets.current ? sets.current->available : 0;
    for (const RolloutSet& set : sets.old) {
        total += set.available;
    }
    return total;
}

/// The one ReplicaSet that has all replicas; when none has any, the one to give them to; nothing during a
/// rollout.
const RolloutSet* active_or_latest(const RolloutSets& sets) {
    const Pointers active = active_sets(sets);
    if (active.size() == 1) {
        return active.front();
    }
    if (active.size() > 1) {
        return nullptr;
    }
    if (sets.current) {
        return &*sets.current;
    }
    const Pointers old = old_by_age(sets);
    return old.empty() ? nullptr : old.back();
}

bool is_saturated(const RolloutSpec& spec, const RolloutSets& sets) {
    return sets.current && sets.current->replicas == spec.replicas &&
           sets.current->desired_annotation == spec.replicas && sets.current->available == spec.replicas;
}

/// How much `set` changes so that it keeps its share of the whole.
std::int64_t share_change(const RolloutSpec& spec, const RolloutSet& set, std::int64_t status_replicas) {
    if (spec.replicas == 0) {
        return -set.replicas;
    }
    const std::int64_t sized_for = set.max_annotation.value_or(0) > 0 ? *set.max_annotation : status_replicas;
    if (sized_for == 0) {
        return 0;
    }
    const double share = static_cast<double>(set.replicas * (spec.replicas + max_surge(spec))) /
                         static_cast<double>(sized_for);
    return std::llround(share) - set.replicas;
}

std::vector<ScaleStep> plan_proportional(
    const RolloutSpec& spec, const RolloutSets& sets, std::int64_t status_replicas
) {
    Pointers active = active_sets(sets);
    const std::int64_t allowed = spec.replicas > 0 ? spec.replicas + max_surge(spec) : 0;
    const std::int64_t to_add = allowed - total_replicas(sets);
    // The largest takes the rounding rest; among equals the newer one grows, the older one shrinks.
    std::ranges::sort(active, [to_add](const RolloutSet* a, const RolloutSet* b) {
        if (a->replicas != b->replicas) {
            return a->replicas > b->replicas;
        }
        return to_add > 0 ? std::tie(a->created, a->name) > std::tie(b->created, b->name)
                          : std::tie(a->created, a->name) < std::tie(b->created, b->name);
    });
    std::int64_t added = 0;
    std::vector<ScaleStep> steps;
    for (const RolloutSet* set : active) {
        std::int64_t change = 0;
        if (to_add != 0 && to_add != added) {
            const std::int64_t share = share_change(spec, *set, status_replicas);
            change = to_add > 0 ? std::min(share, to_add - added) : std::max(share, to_add - added);
        }
        steps.push_back(ScaleStep{set->name, set->replicas, set->replicas + change});
        added += change;
    }
    if (!steps.empty() && to_add != 0) {
        steps.front().to = std::max<std::int64_t>(0, steps.front().to + to_add - added);
    }
    return steps;  // unchanged ones too: their annotations still name the old wanted number
}

std::vector<ScaleStep> plan_old_down(const RolloutSpec& spec, const RolloutSets& sets) {
    const std::int64_t min_available = spec.replicas - max_unavailable(spec);
    const std::int64_t current_unavailable =
        sets.current ? sets.current->replicas - sets.current->available : 0;
    const std::int64_t budget = total_replicas(sets) - min_available - current_unavailable;
    if (budget <= 0) {
        return {};
    }
    struct Size {
        const RolloutSet* set;
        std::int64_t replicas;
    };
    std::vector<Size> sizes;
    for (const RolloutSet* set : old_by_age(sets)) {
        sizes.push_back(Size{set, set->replicas});
    }
    std::int64_t cleaned = 0;  // replicas that never became available go first: nobody misses them
    for (Size& size : sizes) {
        const std::int64_t unhealthy = size.replicas - size.set->available;
        const std::int64_t down = std::clamp<std::int64_t>(unhealthy, 0, budget - cleaned);
        size.replicas -= down;
        cleaned += down;
    }
    std::int64_t spare = std::max<std::int64_t>(0, total_available(sets) - min_available);
    for (Size& size : sizes) {
        const std::int64_t down = std::min(size.replicas, spare);
        size.replicas -= down;
        spare -= down;
    }
    std::vector<ScaleStep> steps;
    for (const Size& size : sizes) {
        if (size.replicas != size.set->replicas) {
            steps.push_back(ScaleStep{size.set->name, size.set->replicas, size.replicas});
        }
    }
    return steps;
}

}  // namespace

std::int64_t resolve(CountOrPercent amount, std::int64_t total, Rounding rounding) {
    if (!amount.is_percent) {
        return amount.value;
    }
    const std::int64_t scaled = amount.value * total;
    return rounding == Rounding::Up ? (scaled + 99) / 100 : scaled / 100;
}

std::int64_t max_surge(const RolloutSpec& spec) {
    return spec.is_recreate ? 0 : resolve(spec.max_surge, spec.replicas, Rounding::Up);
}

std::int64_t max_unavailable(const RolloutSpec& spec) {
    if (spec.is_recreate || spec.replicas == 0) {
        return 0;
    }
    const std::int64_t unavailable = resolve(spec.max_unavailable, spec.replicas, Rounding::Down);
    if (unavailable == 0 && max_surge(spec) == 0) {
        return 1;
    }
    return std::min(unavailable, spec.replicas);
}

std::int64_t allowed_current_replicas(const RolloutSpec& spec, const RolloutSets& sets) {
    if (spec.is_recreate) {
        return spec.replicas;
    }
    const std::int64_t now = sets.current ? sets.current->replicas : 0;
    const std::int64_t room = spec.replicas + max_surge(spec) - total_replicas(sets);
    if (room <= 0) {
        return now;
    }
    return now + std::min(room, spec.replicas - now);
}

bool is_scaling_event(const RolloutSpec& spec, const RolloutSets& sets) {
    return std::ranges::any_of(active_sets(sets), [&](const RolloutSet* set) {
        return set->desired_annotation && *set->desired_annotation != spec.replicas;
    });
}

std::vector<ScaleStep> plan_scaling(
    const RolloutSpec& spec, const RolloutSets& sets, std::int64_t status_replicas
) {
    if (const RolloutSet* only = active_or_latest(sets)) {
        if (only->replicas == spec.replicas &&
            only->desired_annotation.value_or(spec.replicas) == spec.replicas) {
            return {};
        }
        return {ScaleStep{only->name, only->replicas, spec.replicas}};
    }
    if (is_saturated(spec, sets)) {
        std::vector<ScaleStep> steps;
        for (const RolloutSet& set : sets.old) {
            if (set.replicas > 0) {
                steps.push_back(ScaleStep{set.name, set.replicas, 0});
            }
        }
        return steps;
    }
    if (spec.is_recreate) {
        return {};
    }
    return plan_proportional(spec, sets, status_replicas);
}

std::vector<ScaleStep> plan_rolling_update(const RolloutSpec& spec, const RolloutSets& sets) {
    if (sets.current) {
        const std::int64_t now = sets.current->replicas;
        const std::int64_t next = now > spec.replicas ? spec.replicas : allowed_current_replicas(spec, sets);
        if (next != now) {
            return {ScaleStep{sets.current->name, now, next}};
        }
    }
    return plan_old_down(spec, sets);
}

std::vector<ScaleStep> plan_recreate(const RolloutSpec& spec, const RolloutSets& sets, bool old_pods_remain) {
    std::vector<ScaleStep> steps;
    for (const RolloutSet& set : sets.old) {
        if (set.replicas > 0) {
            steps.push_back(ScaleStep{set.name, set.replicas, 0});
        }
    }
    if (!steps.empty() || old_pods_remain) {
        return steps;
    }
    if (sets.current && sets.current->replicas != spec.replicas) {
        return {ScaleStep{sets.current->name, sets.current->replicas, spec.replicas}};
    }
    return {};
}

}  // namespace flotilla::cluster::controllers
