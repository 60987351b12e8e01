#include "service/admission.hpp"

namespace flotilla::apps::service {

std::unique_ptr<Admission::Place> Admission::enter() {
    const bool is_full = limits_.max_inflight && inflight_ >= static_cast<std::size_t>(*limits_.max_inflight);
    if (is_full && limits_.overflow == model::Overflow::Reject) {
        return nullptr;
    }
    return std::make_unique<Place>(*this);
}

bool Admission::has_free_thread() const {
    return !limits_.threads || at_work_ < static_cast<std::size_t>(*limits_.threads);
}

asio::awaitable<void> Admission::Place::wait_for_thread() {
    Admission& pod = admission_;
    if (pod.has_free_thread() && pod.waiting_.empty()) {
        ++pod.at_work_;
        has_thread_ = true;
        co_return;
    }
    Waiter waiter{*this, pod.executor_};
    pod.waiting_.push_back(&waiter);
    while (!has_thread_) {
        co_await waiter.called.wait();
    }
}

Admission::Place::~Place() {
    --admission_.inflight_;
    if (has_thread_) {
        --admission_.at_work_;
        admission_.hand_on();
    }
}

void Admission::hand_on() {
    if (waiting_.empty() || !has_free_thread()) {
        return;
    }
    Waiter* const next = waiting_.front();
    waiting_.pop_front();
    ++at_work_;
    next->place.has_thread_ = true;  // a place that goes before it wakes up hands the thread on
    next->called.notify_all();
}

}  // namespace flotilla::apps::service
