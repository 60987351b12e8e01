#include "flotilla/sim/fluid/worlds.hpp"

#include <algorithm>
#include <cmath>

namespace flotilla::sim::fluid {
namespace {

/// P(X > limit) of a lognormal with that mean and variance.
float tail(float mean, float variance, float limit) {
    if (mean <= 0) {
        return 0;
    }
    const float log_variance = std::log1p(variance / (mean * mean));
    if (log_variance <= 0) {
        return mean > limit ? 1.0F : 0.0F;
    }
    const float place = (std::log(limit / mean) + log_variance / 2) / std::sqrt(2 * log_variance);
    return std::erfc(place) / 2;
}

}  // namespace

Worlds::Worlds(const FlowModel& model, std::size_t count)
    : model_(model), count_(count), rate_(count), users_(count), seconds_(count) {
    const std::size_t cells = model.services.size() * count;
    for (std::vector<float>* row :
         {&ready_, &starting_, &waiting_, &arriving_, &served_, &used_, &delay_, &variance_, &refused_}) {
        row->assign(cells, 0);
    }
    desired_.assign(cells, 0);
    for (const ServiceFlow& service : model.services) {
        longest_start_ = std::max(longest_start_, service.start_share.size() + 1);
    }
    becoming_ready_.assign(cells * longest_start_, 0);
    std::vector<int> initial;
    for (const ServiceFlow& service : model.services) {
        initial.push_back(service.initial);
    }
    for (std::size_t world = 0; world < count; ++world) {
        reset(world, initial);
    }
}

void Worlds::reset(std::size_t world, std::span<const int> replicas) {
    seconds_[world] = {};
    for (const ActionFlow& action : model_.actions) {
        seconds_[world].mean += action.share * action.latency;
    }
    for (std::size_t service = 0; service < model_.services.size(); ++service) {
        const std::size_t cell = at(world, service);
        ready_[cell] = static_cast<float>(replicas[service]);
        desired_[cell] = replicas[service];
        starting_[cell] = waiting_[cell] = arriving_[cell] = served_[cell] = used_[cell] = 0;
        delay_[cell] = variance_[cell] = refused_[cell] = 0;
        for (std::size_t k = 0; k < longest_start_; ++k) {
            becoming_ready_[k * ready_.size() + cell] = 0;
        }
    }
}

void Worlds::set_load(std::size_t world, float rate, float users) {
    rate_[world] = rate;
    users_[world] = users;
}

void Worlds::scale(std::size_t world, std::size_t service, int replicas) {
    const std::size_t cell = at(world, service);
    const auto change = static_cast<float>(replicas - desired_[cell]);
    desired_[cell] = replicas;
    if (change > 0) {
        const std::vector<float>& shares = model_.services[service].start_share;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            becoming_ready_[(now_ + 1 + k) % longest_start_ * ready_.size() + cell] += change * shares[k];
        }
        starting_[cell] += change;
        return;
    }
    const float from_starting = std::min(-change, starting_[cell]);
    if (from_starting > 0) {
        const float kept = 1 - from_starting / starting_[cell];
        for (std::size_t k = 0; k < longest_start_; ++k) {
            becoming_ready_[k * ready_.size() + cell] *= kept;
        }
        starting_[cell] -= from_starting;
    }
    ready_[cell] = std::max(0.0F, ready_[cell] + change + from_starting);
}

void Worlds::start_pods() {
    now_ = (now_ + 1) % longest_start_;
    float* const due = &becoming_ready_[now_ * ready_.size()];
    for (std::size_t cell = 0; cell < ready_.size(); ++cell) {
        ready_[cell] += due[cell];
        starting_[cell] = std::max(0.0F, starting_[cell] - due[cell]);
        due[cell] = 0;
    }
}

/// Entry requests of this second: open arrivals, and users by Little's law over thinking and waiting.
void Worlds::enter() {
    std::fill(arriving_.begin(), arriving_.end(), 0.0F);
    float* const entry = &arriving_[model_.entry * count_];
    for (std::size_t world = 0; world < count_; ++world) {
        const float cycle = model_.think_seconds + model_.requests_per_task * seconds_[world].mean;
        entry[world] = rate_[world] + users_[world] * model_.requests_per_task / std::max(cycle, 1e-3F);
    }
}

void Worlds::flow_through(std::size_t index) {
    const ServiceFlow& service = model_.services[index];
    const std::size_t row = index * count_;
    for (std::size_t world = 0; world < count_; ++world) {
        const std::size_t cell = row + world;
        const float pods = ready_[cell];
        const float capacity = pods * service.cores / service.work;
        const float offered = waiting_[cell] + arriving_[cell];
        const float served = std::min(offered, capacity);
        const float room = pods * service.most_waiting;
        const float left = offered - served;
        const float kept = std::min(left, room);
        refused_[cell] = left - kept;
        waiting_[cell] = kept;
        served_[cell] = served;
        used_[cell] =
            served * service.work + pods * service.idle_cores + starting_[cell] * service.boot_cores;
        const PodCurve::Point point = service.curve.at(capacity > 0 ? served / capacity : 0);
        const float queueing = capacity > 0 ? kept / capacity : (kept > 0 ? model_.edge_timeout : 0);
        delay_[cell] = point.delay + std::min(queueing, model_.edge_timeout);
        variance_[cell] =
            point.variance + queueing * queueing / 12;  // within the second the backlog grows or shrinks
    }
    for (const Flow& flow : service.callees) {
        float* const arriving = &arriving_[flow.callee * count_];
        for (std::size_t world = 0; world < count_; ++world) {
            arriving[world] += served_[row + world] * flow.calls;
        }
    }
}

void Worlds::answer() {
    for (std::size_t world = 0; world < count_; ++world) {
        Second& second = seconds_[world];
        second = {};
        const std::size_t entry = at(world, model_.entry);
        second.rate = served_[entry] + refused_[entry];
        float square = 0;
        for (const ActionFlow& action : model_.actions) {
            float mean = action.latency;
            float variance = action.variance;
            float succeeds = 1;
            for (std::size_t service = 0; service < action.visits.size(); ++service) {
                const float visits = action.visits[service];
                if (visits > 0) {
                    const std::size_t cell = at(world, service);
                    mean += visits * delay_[cell];
                    variance += visits * variance_[cell];
                    const float refused = refused_[cell] / std::max(arriving_[cell], 1e-9F);
                    succeeds *= 1 - std::min(1.0F, visits * refused);
                }
            }
            const float in_time = 1 - tail(mean, variance, model_.edge_timeout);
            const float failed = 1 - succeeds * in_time;
            second.failed += action.share * failed;
            second.violating +=
                action.share * (failed + (1 - failed) * tail(mean, variance, model_.slo_seconds));
            const float bounded = std::min(mean, model_.edge_timeout);
            second.mean += action.share * bounded;
            square += action.share * (variance + bounded * bounded);
        }
        second.variance = std::max(0.0F, square - second.mean * second.mean);
    }
}

void Worlds::advance() {
    start_pods();
    enter();
    for (const std::size_t service : model_.callers_first) {
        flow_through(service);
    }
    answer();
}

float Worlds::cores_requested(std::size_t world) const {
    float cores = 0;
    for (std::size_t service = 0; service < model_.services.size(); ++service) {
        cores += model_.services[service].request_cores * (ready(world, service) + starting(world, service));
    }
    return cores;
}

}  // namespace flotilla::sim::fluid
