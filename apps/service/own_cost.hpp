#pragma once
#include <cstdint>

#include "flotilla/base/time.hpp"

namespace flotilla::apps::service {

/// What one message costs this program besides the work that it simulates: the event loop's CPU over requests
/// and calls, as a moving average.
class OwnCost {
public:
    /// @param loop_cpu CPU that the event loop's thread has used so far
    /// @param messages requests served and calls made so far
    void update(Duration loop_cpu, std::uint64_t messages);
    /// Zero until enough was seen.
    [[nodiscard]] Duration per_message() const { return per_message_; }

private:
    Duration seen_cpu_{0};
    std::uint64_t seen_messages_ = 0;
    Duration per_message_{0};
};

}  // namespace flotilla::apps::service
