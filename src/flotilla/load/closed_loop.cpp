#include "flotilla/load/closed_loop.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace flotilla::load {

ClosedLoop::ClosedLoop(const Behaviour& behaviour, Level users, double spawn_rate, std::uint64_t seed)
    : behaviour_{behaviour}, users_{std::move(users)}, seed_{seed} {
    if (spawn_rate > 0) {
        spawn_gap_ = std::chrono::duration_cast<Duration>(std::chrono::duration<double>{1 / spawn_rate});
    }
}

std::optional<Duration> ClosedLoop::next_due() const {
    if (due_.empty()) {
        return next_change_;
    }
    return std::min(due_.top().time, next_change_.value_or(Duration::max()));
}

void ClosedLoop::schedule(std::size_t member, Duration when) {
    members_[member]->is_idle = false;
    due_.push({when, scheduled_++, member});
}

void ClosedLoop::change_number(Duration when) {
    wanted_ = static_cast<std::size_t>(std::llround(users_.at(when)));
    while (members_.size() < wanted_) {
        members_.push_back(std::make_unique<Member>(Member{User{behaviour_, seed_, members_.size()}}));
    }
    Duration start = when;
    for (std::size_t member = 0; member < wanted_; ++member) {
        if (members_[member]->is_idle) {
            schedule(member, start);
            start += spawn_gap_;
        }
    }
    next_change_ = users_.next_change(when);
}

std::optional<Intent> ClosedLoop::poll(Duration now) {
    while (true) {
        const std::optional<Duration> next = next_due();
        if (!next || *next > now) {
            return std::nullopt;
        }
        if (next == next_change_) {
            change_number(*next);
            continue;
        }
        const Due due = due_.top();
        due_.pop();
        Member& member = *members_[due.member];
        if (due.member >= wanted_) {
            member.is_idle = true;
            continue;
        }
        return Intent{due.time, due.member, member.user.next_action()};
    }
}

void ClosedLoop::compose(const Intent& intent, Message& message) {
    members_[intent.actor]->user.compose(intent.action, message);
}

void ClosedLoop::ended(const Intent& intent, Duration now, bool is_good) {
    User& user = members_[intent.actor]->user;
    if (is_good) {
        user.succeeded(intent.action);
    }
    schedule(intent.actor, user.is_between_tasks() ? now + user.think() : now);
}

}  // namespace flotilla::load
