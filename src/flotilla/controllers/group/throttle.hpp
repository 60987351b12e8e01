#pragma once
#include <map>
#include <string>

#include "flotilla/io/clock.hpp"

namespace flotilla::controllers::group {

/// Lets the same thing be said once in a while.
class Throttle {
public:
    Throttle(const io::Clock& clock, Duration pause) : clock_(clock), pause_(pause) {}

    /// Whether to say it now. What was never said before, or was forgotten, is said at once.
    bool admits(const std::string& topic) {
        const auto [said, is_new] = said_.emplace(topic, clock_.now());
        if (!is_new && clock_.now() - said->second < pause_) {
            return false;
        }
        said->second = clock_.now();
        return true;
    }
    /// It is over: the next time counts as new. True when it had been said.
    bool forget(const std::string& topic) { return said_.erase(topic) > 0; }

private:
    const io::Clock& clock_;
    Duration pause_;
    std::map<std::string, TimePoint> said_;
};

}  // namespace flotilla::controllers::group
