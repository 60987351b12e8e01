#pragma once
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/object_key.hpp"

namespace flotilla::kube {

namespace asio = boost::asio;

/// When a reconciled key comes again although nothing changed.
class Requeue {
public:
    static Requeue never() { return Requeue{std::nullopt}; }
    static Requeue after(Duration delay) { return Requeue{delay}; }
    static Requeue now() { return Requeue{Duration{0}}; }

    [[nodiscard]] std::optional<Duration> delay() const { return delay_; }

    friend bool operator==(const Requeue&, const Requeue&) = default;

private:
    explicit Requeue(std::optional<Duration> delay) : delay_(delay) {}
    std::optional<Duration> delay_;
};

/// Brings the world to what one object wants. Level-based: the key says which, never what happened; twice
/// changes nothing.
class Reconciler {
public:
    Reconciler() = default;
    Reconciler(const Reconciler&) = delete;
    Reconciler& operator=(const Reconciler&) = delete;
    virtual ~Reconciler() = default;

    /// An error brings the key again after a back-off; Conflict does so quietly.
    virtual asio::awaitable<Result<Requeue>> reconcile(ObjectKey key) = 0;
};

}  // namespace flotilla::kube
