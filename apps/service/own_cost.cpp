#include "service/own_cost.hpp"

namespace flotilla::apps::service {
namespace {

/// Fewer messages say more about timers and scrapes than about messages.
constexpr std::uint64_t kEnough = 200;

}  // namespace

void OwnCost::update(Duration loop_cpu, std::uint64_t messages) {
    const std::uint64_t more = messages - seen_messages_;
    if (more < kEnough) {
        return;
    }
    const Duration each = (loop_cpu - seen_cpu_) / static_cast<std::int64_t>(more);
    per_message_ = per_message_ == Duration{0} ? each : (per_message_ + each) / 2;
    seen_cpu_ = loop_cpu;
    seen_messages_ = messages;
}

}  // namespace flotilla::apps::service
