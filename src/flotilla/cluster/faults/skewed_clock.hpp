#pragma once
#include "flotilla/io/clock.hpp"

namespace flotilla::cluster::faults {

/// Another clock with a wall clock that may be wrong.
class SkewedClock final : public io::Clock {
public:
    explicit SkewedClock(io::Clock& right) : right_{right} {}

    [[nodiscard]] TimePoint now() const override { return right_.now(); }
    [[nodiscard]] WallTime wall_now() const override { return right_.wall_now() + skew_; }
    io::asio::awaitable<void> sleep_until(TimePoint when) override { return right_.sleep_until(when); }

    void set_skew(Duration skew) { skew_ = skew; }

private:
    io::Clock& right_;
    Duration skew_{0};
};

}  // namespace flotilla::cluster::faults
