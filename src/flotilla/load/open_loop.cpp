#include "flotilla/load/open_loop.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace flotilla::load {

OpenLoop::OpenLoop(
    const Behaviour& behaviour, Level rate, Spacing spacing, std::size_t sessions, std::uint64_t seed
)
    : rate_{std::move(rate)},
      spacing_{spacing},
      shares_{action_shares(behaviour)},
      gaps_{seed, "open-loop/gaps"},
      choices_{seed, "open-loop/choices"} {
    users_.reserve(std::max<std::size_t>(sessions, 1));
    for (std::size_t number = 0; number < std::max<std::size_t>(sessions, 1); ++number) {
        users_.emplace_back(behaviour, seed, number);
    }
    advance(Duration{0});
}

void OpenLoop::advance(Duration from) {
    // The time until the rate, integrated, has grown by a unit exponential: exact for a rate in steps.
    double wanted = spacing_ == Spacing::Even ? 1 : -std::log1p(-gaps_.uniform());
    while (true) {
        const double rate = rate_.at(from);
        const std::optional<Duration> change = rate_.next_change(from);
        const double until_change = change ? std::chrono::duration<double>(*change - from).count() : HUGE_VAL;
        if (rate > 0 && wanted <= rate * until_change) {
            next_ = from + Duration{std::llround(wanted / rate * 1e9)};
            return;
        }
        if (!change) {
            next_ = std::nullopt;
            return;
        }
        wanted -= rate * until_change;
        from = *change;
    }
}

std::optional<Intent> OpenLoop::poll(Duration now) {
    if (!next_ || *next_ > now) {
        return std::nullopt;
    }
    const auto last = static_cast<std::int64_t>(users_.size()) - 1;
    const auto actor = static_cast<std::size_t>(choices_.between(0, last));
    const Intent intent{*next_, actor, draw_index(choices_, shares_)};
    advance(*next_);
    return intent;
}

void OpenLoop::compose(const Intent& intent, Message& message) {
    users_[intent.actor].compose(intent.action, message);
}

void OpenLoop::ended(const Intent& intent, Duration, bool is_good) {
    if (is_good) {
        users_[intent.actor].succeeded(intent.action);
    }
}

}  // namespace flotilla::load
