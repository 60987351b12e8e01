#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "flotilla/load/user.hpp"

namespace flotilla::load {

/// A request that is due: at this time it starts for the user, whenever it is really sent.
struct Intent {
    Duration due{0};  ///< since the run's start: latency counts from here
    std::size_t actor = 0;
    std::size_t action = 0;

    friend bool operator==(const Intent&, const Intent&) = default;
};

/// Who does what when. Pure: told what time it is and which requests have ended, it says which are due.
class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// When `poll` should be called next, at the latest; nothing: only after some request has ended, or
    /// never.
    [[nodiscard]] virtual std::optional<Duration> next_due() const = 0;
    /// The next request that is due by `now`, in the order of their times; nothing when none is.
    virtual std::optional<Intent> poll(Duration now) = 0;
    virtual void compose(const Intent& intent, Message& message) = 0;
    /// @param is_good the answer came and was not a failure
    virtual void ended(const Intent& intent, Duration now, bool is_good) = 0;
    /// Users, or requests per second, wanted at that time.
    [[nodiscard]] virtual double level(Duration now) const = 0;
};

}  // namespace flotilla::load
