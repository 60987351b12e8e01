#pragma once
#include <vector>

#include "flotilla/load/level.hpp"
#include "flotilla/load/source.hpp"

namespace flotilla::load {

/// Requests that come at a given rate whether or not earlier ones were answered: a crowd too large to be held
/// back. Each is drawn from the shares that the behaviour's tasks have, by one of `sessions` users.
class OpenLoop final : public Source {
public:
    enum class Spacing {
        Poisson,  ///< exponential gaps: independent people
        Even,     ///< equal gaps: as a measuring instrument
    };

    /// @param behaviour has passed `check`; must outlive this
    /// @param rate      requests per second by time
    OpenLoop(
        const Behaviour& behaviour, Level rate, Spacing spacing, std::size_t sessions, std::uint64_t seed
    );

    [[nodiscard]] std::optional<Duration> next_due() const override { return next_; }
    std::optional<Intent> poll(Duration now) override;
    void compose(const Intent& intent, Message& message) override;
    void ended(const Intent& intent, Duration now, bool is_good) override;
    [[nodiscard]] double level(Duration now) const override { return rate_.at(now); }

private:
    void advance(Duration from);

    Level rate_;
    Spacing spacing_;
    std::vector<double> shares_;
    std::vector<User> users_;
    RandomStream gaps_;
    RandomStream choices_;
    std::optional<Duration> next_;
};

}  // namespace flotilla::load
