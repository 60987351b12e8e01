#pragma once
#include <functional>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/cluster/controllers/engine/instant.hpp"
#include "flotilla/cluster/controllers/engine/plan.hpp"
#include "flotilla/cluster/controllers/engine/world.hpp"

namespace flotilla::cluster::controllers {

/// A controller without its I/O: it says which keys need a look, and what to do about one of them. A `Driver`
/// does the rest.
///
/// Level-based: `plan` looks at the world as it is; two calls without a change in between plan nothing new.
class Planner {
public:
    /// Asks for `plan(key)`, at once or after a delay.
    using Enqueue = std::function<void(const kube::ObjectKey& key, Duration delay)>;

    Planner() = default;
    Planner(const Planner&) = delete;
    Planner& operator=(const Planner&) = delete;
    virtual ~Planner() = default;

    /// As in `--without`: "deployment".
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Called once, before the world is filled: subscribe to it here.
    virtual void start(World& world, Enqueue enqueue) = 0;
    /// @param now both the time to compare with and the time to write
    virtual Plan plan(const kube::ObjectKey& key, Instant now) = 0;
    /// A change of the plan for `key` was refused; it will be planned again after a while.
    virtual void refused(const kube::ObjectKey& /*key*/, const Change& /*change*/, const Error& /*error*/) {}
    /// Whether a key waits for the world to show its own writes before it is planned again.
    [[nodiscard]] virtual bool waits_for_own_writes() const { return true; }
};

}  // namespace flotilla::cluster::controllers
