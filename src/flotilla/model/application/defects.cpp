#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "flotilla/model/application/application.hpp"
#include "flotilla/model/application/limits.hpp"

namespace flotilla::model {
namespace {

class Inspector {
public:
    explicit Inspector(const Application& application) : application_{application} {}

    std::vector<Defect> run() {
        inspect_names();
        const Service* entry = application_.find(application_.entry);
        if (entry == nullptr) {
            note("entry", fmt::format("there is no service \"{}\"", application_.entry));
        } else {
            inspect_users(*entry);
            inspect_counters(*entry);
        }
        for (const Service& service : application_.services) {
            for (const Endpoint& endpoint : service.endpoints) {
                inspect_steps(
                    fmt::format("services.{}.endpoints.{}.steps", service.name, endpoint.name),
                    endpoint.steps,
                    0
                );
            }
        }
        inspect_background();
        if (found_.empty()) {
            inspect_circles();
        }
        return std::move(found_);
    }

private:
    void note(std::string path, std::string problem) {
        found_.push_back({std::move(path), std::move(problem)});
    }

    void inspect_names() {
        std::set<std::string_view> seen;
        for (const Service& service : application_.services) {
            if (!seen.insert(service.name).second) {
                note(fmt::format("services.{}", service.name), "is there twice");
            }
            if (service.endpoints.empty()) {
                note(fmt::format("services.{}.endpoints", service.name), "is empty: nothing could call it");
            }
        }
        if (std::none_of(
                application_.networks.begin(),
                application_.networks.end(),
                [&](const NetworkProfile& profile) { return profile.name == application_.network; }
            )) {
            note("network.active", fmt::format("there is no profile \"{}\"", application_.network));
        }
        if (application_.counters.size() > kMaxSessionCounters) {
            note("session_state", fmt::format("has more than {} counters", kMaxSessionCounters));
        }
    }

    void inspect_actions(
        const std::string& path, const std::vector<std::string>& actions, const Service& entry
    ) {
        for (std::size_t i = 0; i < actions.size(); ++i) {
            if (entry.find(actions[i]) == nullptr) {
                note(
                    fmt::format("{}[{}]", path, i),
                    fmt::format("{} has no endpoint \"{}\"", entry.name, actions[i])
                );
            }
        }
    }

    void inspect_users(const Service& entry) {
        const Users& users = application_.users;
        inspect_actions("users.on_start", users.on_start, entry);
        double weights = 0;
        for (std::size_t i = 0; i < users.tasks.size(); ++i) {
            const Task& task = users.tasks[i];
            inspect_actions(fmt::format("users.tasks[{}].requests", i), task.requests, entry);
            if (task.requests.empty()) {
                note(fmt::format("users.tasks[{}].requests", i), "is empty");
            }
            weights += task.weight;
        }
        if (!(weights > 0)) {
            note("users.tasks", "wants at least one task with a weight above zero");
        }
        inspect_session("users.session_script", users.session, entry, 0);
    }

    void inspect_session(
        const std::string& path, const std::vector<SessionItem>& items, const Service& entry, int depth
    ) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string here = fmt::format("{}[{}]", path, i);
            if (const auto* actions = std::get_if<std::vector<std::string>>(&items[i].what)) {
                inspect_actions(here, *actions, entry);
            } else if (depth == kMaxNestedLoops) {
                note(here, fmt::format("more than {} blocks inside each other", kMaxNestedLoops));
            } else {
                inspect_session(here + ".body", std::get<SessionBlock>(items[i].what).body, entry, depth + 1);
            }
        }
    }

    void inspect_counters(const Service& entry) {
        for (const SessionCounter& counter : application_.counters) {
            for (const SessionCounter::Event& event : counter.events) {
                if (entry.find(event.action) == nullptr) {
                    note(
                        fmt::format("session_state.{}.events.{}", counter.name, event.action),
                        fmt::format("{} has no such endpoint", entry.name)
                    );
                }
            }
        }
    }

    const Endpoint* target(const std::string& path, std::string_view service, std::string_view endpoint) {
        const Service* callee = application_.find(service);
        if (callee == nullptr) {
            note(path, fmt::format("there is no service \"{}\"", service));
            return nullptr;
        }
        const Endpoint* found = callee->find(endpoint);
        if (found == nullptr) {
            note(path, fmt::format("{} has no endpoint \"{}\"", service, endpoint));
        }
        return found;
    }

    void inspect_steps(const std::string& path, const std::vector<Step>& steps, int depth) {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::string here = fmt::format("{}[{}]", path, i);
            if (const auto* call = std::get_if<Call>(&steps[i].action)) {
                target(here + ".call", call->service, call->endpoint);
                if (call->times > 1 && depth == kMaxNestedLoops) {
                    note(here, too_deep());
                }
            } else if (const auto* repeat = std::get_if<Repeat>(&steps[i].action)) {
                inspect_repeat(here, *repeat, depth);
            } else {
                const auto& branches = std::get<Parallel>(steps[i].action).branches;
                for (std::size_t k = 0; k < branches.size(); ++k) {
                    inspect_steps(fmt::format("{}.par[{}]", here, k), branches[k], 0);
                }
            }
        }
    }

    void inspect_repeat(const std::string& here, const Repeat& repeat, int depth) {
        if (std::none_of(
                application_.counters.begin(),
                application_.counters.end(),
                [&](const SessionCounter& counter) { return counter.name == repeat.counter; }
            )) {
            note(here + ".repeat", fmt::format("session_state has no counter \"{}\"", repeat.counter));
        }
        if (depth == kMaxNestedLoops) {
            note(here, too_deep());
            return;
        }
        inspect_steps(here + ".steps", repeat.steps, depth + 1);
    }

    static std::string too_deep() {
        return fmt::format("more than {} loops inside each other", kMaxNestedLoops);
    }

    void inspect_background() {
        for (std::size_t i = 0; i < application_.background.size(); ++i) {
            const BackgroundCall& background = application_.background[i];
            const std::string here = fmt::format("background[{}]", i);
            target(here + ".call", background.service, background.endpoint);
            if (background.period <= Duration{0}) {
                note(here + ".period_s", "wants to be above zero");
            }
            for (const std::string& caller : background.callers) {
                if (application_.find(caller) == nullptr) {
                    note(here + ".from", fmt::format("there is no service \"{}\"", caller));
                }
            }
        }
    }

    void inspect_circles() {
        for (const Service& service : application_.services) {
            for (const Endpoint& endpoint : service.endpoints) {
                visit(service.name, endpoint);
            }
        }
    }

    void visit(const std::string& service, const Endpoint& endpoint) {
        const std::string name = service + "." + endpoint.name;
        if (done_.contains(name) || !found_.empty()) {
            return;
        }
        const auto open = std::find(path_.begin(), path_.end(), name);
        if (open != path_.end()) {
            const std::vector<std::string> circle{open, path_.end()};
            note(
                fmt::format("services.{}.endpoints.{}.steps", service, endpoint.name),
                fmt::format("calls go round without end: {} -> {}", fmt::join(circle, " -> "), name)
            );
            return;
        }
        path_.push_back(name);
        visit_calls(endpoint.steps);
        path_.pop_back();
        done_.insert(name);
    }

    void visit_calls(const std::vector<Step>& steps) {
        for (const Step& step : steps) {
            if (const auto* call = std::get_if<Call>(&step.action)) {
                visit(call->service, *application_.find(call->service)->find(call->endpoint));
            } else if (const auto* repeat = std::get_if<Repeat>(&step.action)) {
                visit_calls(repeat->steps);
            } else {
                for (const std::vector<Step>& branch : std::get<Parallel>(step.action).branches) {
                    visit_calls(branch);
                }
            }
        }
    }

    const Application& application_;
    std::vector<Defect> found_;
    std::vector<std::string> path_;  // endpoints from the first caller to the one being visited
    std::set<std::string> done_;
};

}  // namespace

std::vector<Defect> defects(const Application& application) {
    return Inspector{application}.run();
}

}  // namespace flotilla::model
