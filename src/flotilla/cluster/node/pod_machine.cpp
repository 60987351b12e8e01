#include "flotilla/cluster/node/pod_machine.hpp"

#include <algorithm>
#include <utility>

namespace flotilla::cluster::node {
namespace {

constexpr Duration kFirstBackOff = std::chrono::seconds{10};
constexpr Duration kLongestBackOff = std::chrono::minutes{5};
constexpr Duration kBackOffForgotten = std::chrono::minutes{10};  // of running well
constexpr int kOutOfMemoryExit = 137;                             // 128 + SIGKILL

void keep_earliest(std::optional<TimePoint>& earliest, std::optional<TimePoint> candidate) {
    if (candidate && (!earliest || *candidate < *earliest)) {
        earliest = candidate;
    }
}

}  // namespace

std::string_view to_string(PodPhase phase) {
    switch (phase) {
        case PodPhase::Pending:
            return "Pending";
        case PodPhase::Running:
            return "Running";
        case PodPhase::Succeeded:
            return "Succeeded";
        case PodPhase::Failed:
            return "Failed";
    }
    return "Unknown";
}

PodMachine::PodMachine(PodScript script, Instant now) : script_(std::move(script)), created_(now) {
    const bool has_init = !script_.init_containers.empty();
    init_pictures_.resize(script_.init_containers.size());
    for (ContainerPicture& picture : init_pictures_) {
        picture.state = Waiting{"PodInitializing", ""};
    }
    pictures_.resize(script_.containers.size());
    timings_.resize(script_.containers.size());
    for (ContainerPicture& picture : pictures_) {
        picture.state = Waiting{has_init ? "PodInitializing" : "ContainerCreating", ""};
    }
    start_at_ = now.mono + script_.pull + script_.start;
}

bool PodMachine::advance(Instant now) {
    if (stopped_) {
        return false;
    }
    if (stop_at_ && *stop_at_ <= now.mono) {
        for (std::size_t i = 0; i < pictures_.size(); ++i) {
            if (std::holds_alternative<Running>(pictures_[i].state)) {
                end_container(i, 0, "Completed", now);
            }
        }
        stopped_ = true;
        return true;
    }
    bool changed = advance_start(now);
    changed |= advance_init(now);
    if (initialized_) {
        for (std::size_t i = 0; i < pictures_.size(); ++i) {
            while (advance_container(i, now)) {
                changed = true;
            }
        }
    }
    return changed;
}

bool PodMachine::advance_start(Instant now) {
    if (!start_at_ || *start_at_ > now.mono || stop_at_) {
        return false;
    }
    start_at_.reset();
    if (script_.pull_error) {
        for (ContainerPicture& picture : pictures_) {
            picture.state = Waiting{"ImagePullBackOff", *script_.pull_error};
        }
        return true;
    }
    if (!init_pictures_.empty()) {
        init_pictures_.front().state = Running{now.wall};
        init_ends_at_ = now.mono + script_.init;
        return true;
    }
    initialized_ = true;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
        run_container(i, now);
    }
    return true;
}

bool PodMachine::advance_init(Instant now) {
    bool changed = false;
    while (init_ends_at_ && *init_ends_at_ <= now.mono) {
        changed = true;
        ContainerPicture& ended = init_pictures_[init_done_];
        const Running* running = std::get_if<Running>(&ended.state);
        ended.state = Terminated{0, "Completed", running != nullptr ? running->since : now.wall, now.wall};
        ended.is_ready = true;
        ++init_done_;
        if (init_done_ < init_pictures_.size()) {
            init_pictures_[init_done_].state = Running{now.wall};
            init_ends_at_ = *init_ends_at_ + script_.init;
            continue;
        }
        init_ends_at_.reset();
        initialized_ = true;
        for (std::size_t i = 0; i < pictures_.size(); ++i) {
            run_container(i, now);
        }
    }
    return changed;
}

bool PodMachine::advance_container(std::size_t index, Instant now) {
    Timing& timing = timings_[index];
    ContainerPicture& picture = pictures_[index];
    if (timing.ready && *timing.ready <= now.mono) {
        timing.ready.reset();
        picture.is_ready = true;
        return true;
    }
    if (timing.change && *timing.change <= now.mono) {
        timing.change.reset();
        if (std::holds_alternative<Running>(picture.state)) {
            end_container(index, script_.exit_code, script_.exit_code == 0 ? "Completed" : "Error", now);
        } else {
            ++picture.restarts;
            run_container(index, now);
        }
        return true;
    }
    return false;
}

void PodMachine::run_container(std::size_t index, Instant now) {
    Timing& timing = timings_[index];
    pictures_[index].state = Running{now.wall};
    timing.started = now.mono;
    timing.change.reset();
    if (script_.run_for) {
        timing.change = now.mono + *script_.run_for;
    }
    if (!script_.never_ready) {
        timing.ready = now.mono + script_.ready;
    }
}

void PodMachine::end_container(std::size_t index, int exit_code, std::string reason, Instant now) {
    Timing& timing = timings_[index];
    ContainerPicture& picture = pictures_[index];
    const Running* running = std::get_if<Running>(&picture.state);
    Terminated end{exit_code, std::move(reason), running != nullptr ? running->since : now.wall, now.wall};
    picture.is_ready = false;
    timing.ready.reset();
    timing.change.reset();
    if (stop_at_ || !restarts_after(exit_code)) {
        picture.state = std::move(end);
        return;
    }
    if (now.mono - timing.started >= kBackOffForgotten) {
        timing.back_off = Duration{0};
    }
    picture.last = std::move(end);
    if (timing.back_off == Duration{0}) {  // the first time it is restarted at once
        timing.back_off = kFirstBackOff;
        ++picture.restarts;
        run_container(index, now);
        return;
    }
    picture.state = Waiting{
        "CrashLoopBackOff",
        "back-off " + format_duration(timing.back_off) +
            " restarting failed container=" + script_.containers[index].name,
    };
    timing.change = now.mono + timing.back_off;
    timing.back_off = std::min(timing.back_off * 2, kLongestBackOff);
}

bool PodMachine::restarts_after(int exit_code) const {
    switch (script_.restart_policy) {
        case RestartPolicy::Always:
            return true;
        case RestartPolicy::OnFailure:
            return exit_code != 0;
        case RestartPolicy::Never:
            return false;
    }
    return true;
}

bool PodMachine::crash(std::string_view container, Crash how, Instant now) {
    bool any = false;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
        const bool is_meant = container.empty() || script_.containers[i].name == container;
        if (is_meant && std::holds_alternative<Running>(pictures_[i].state)) {
            const bool killed = how == Crash::OutOfMemory;
            end_container(i, killed ? kOutOfMemoryExit : 1, killed ? "OOMKilled" : "Error", now);
            any = true;
        }
    }
    return any;
}

void PodMachine::terminate(Duration grace, Instant now) {
    const bool runs = std::ranges::any_of(pictures_, [](const ContainerPicture& picture) {
        return std::holds_alternative<Running>(picture.state);
    });
    const TimePoint end = now.mono + (runs ? std::min(script_.stop, grace) : Duration{0});
    if (!stop_at_ || end < *stop_at_) {
        stop_at_ = end;
    }
    start_at_.reset();
    init_ends_at_.reset();
}

bool PodMachine::set_may_be_ready(bool allowed) {
    const bool before = is_ready();
    may_be_ready_ = allowed;
    return before != is_ready();
}

std::optional<TimePoint> PodMachine::next() const {
    if (stopped_) {
        return std::nullopt;
    }
    std::optional<TimePoint> earliest = stop_at_;
    keep_earliest(earliest, start_at_);
    keep_earliest(earliest, init_ends_at_);
    for (const Timing& timing : timings_) {
        keep_earliest(earliest, timing.change);
        keep_earliest(earliest, timing.ready);
    }
    return earliest;
}

PodPhase PodMachine::phase() const {
    if (!initialized_) {
        return PodPhase::Pending;
    }
    bool all_ended = !pictures_.empty();
    bool any_failed = false;
    for (const ContainerPicture& picture : pictures_) {
        const Terminated* end = std::get_if<Terminated>(&picture.state);
        all_ended = all_ended && end != nullptr;
        any_failed = any_failed || (end != nullptr && end->exit_code != 0);
    }
    if (!all_ended) {
        return PodPhase::Running;
    }
    return any_failed ? PodPhase::Failed : PodPhase::Succeeded;
}

bool PodMachine::is_ready() const {
    return may_be_ready_ && initialized_ && !pictures_.empty() &&
           std::ranges::all_of(pictures_, [](const ContainerPicture& picture) { return picture.is_ready; });
}

}  // namespace flotilla::cluster::node
