#pragma once
#include <memory>
#include <queue>
#include <vector>

#include "flotilla/load/level.hpp"
#include "flotilla/load/source.hpp"

namespace flotilla::load {

/// A number of users that changes over time; each waits for its answer, thinks, and goes on. A user that is
/// too many stops before its next request; one that comes back goes on where it was.
class ClosedLoop final : public Source {
public:
    /// @param behaviour has passed `check`; must outlive this
    /// @param users      by time; rounded to the nearest whole number
    /// @param spawn_rate new users a second, as they come when the number rises; 0: all at once
    ClosedLoop(const Behaviour& behaviour, Level users, double spawn_rate, std::uint64_t seed);

    [[nodiscard]] std::optional<Duration> next_due() const override;
    std::optional<Intent> poll(Duration now) override;
    void compose(const Intent& intent, Message& message) override;
    void ended(const Intent& intent, Duration now, bool is_good) override;
    [[nodiscard]] double level(Duration now) const override { return users_.at(now); }

private:
    struct Member {
        User user;
        bool is_idle = true;  ///< neither due nor waiting for an answer
    };
    struct Due {
        Duration time;
        std::uint64_t order;  ///< equal times in the order in which they were set
        std::size_t member;
        friend auto operator<=>(const Due&, const Due&) = default;
    };

    void change_number(Duration when);
    void schedule(std::size_t member, Duration when);

    const Behaviour& behaviour_;
    Level users_;
    Duration spawn_gap_{0};
    std::uint64_t seed_;
    std::vector<std::unique_ptr<Member>> members_;
    std::size_t wanted_ = 0;
    std::optional<Duration> next_change_{Duration{0}};
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::uint64_t scheduled_ = 0;
};

}  // namespace flotilla::load
