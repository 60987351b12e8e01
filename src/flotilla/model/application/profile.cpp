#include "flotilla/model/application/profile.hpp"

#include <algorithm>
#include <map>

namespace flotilla::model {
namespace {

/// What one request to an endpoint brings about, in the mean.
struct Footprint {
    std::map<std::string, double> visits;
    std::map<std::string, double> cpu_seconds;
    double latency = 0;

    void add(const Footprint& other, double times) {
        for (const auto& [service, count] : other.visits) {
            visits[service] += times * count;
        }
        for (const auto& [service, seconds] : other.cpu_seconds) {
            cpu_seconds[service] += times * seconds;
        }
        latency += times * other.latency;
    }
};

class Arithmetic {
public:
    explicit Arithmetic(const Application& application) : application_{application} {}

    const Footprint& of(const std::string& service, const std::string& endpoint) {
        const auto key = std::pair{service, endpoint};
        const auto known = known_.find(key);
        if (known != known_.end()) {
            return known->second;
        }
        const Endpoint& target = *application_.find(service)->find(endpoint);
        Footprint sum;
        sum.visits[service] = 1;
        sum.cpu_seconds[service] = target.cpu.expectation();
        sum.latency = target.cpu.expectation() + (target.wait ? target.wait->expectation() : 0.0);
        sum.add(of_steps(target.steps), 1);
        return known_.emplace(key, std::move(sum)).first->second;
    }

private:
    Footprint of_steps(const std::vector<Step>& steps) {
        Footprint sum;
        for (const Step& step : steps) {
            if (const auto* call = std::get_if<Call>(&step.action)) {
                Footprint once = of(call->service, call->endpoint);
                once.latency += hop(call->hop);
                sum.add(once, call->times * call->probability);
            } else if (const auto* repeat = std::get_if<Repeat>(&step.action)) {
                sum.add(of_steps(repeat->steps), mean_of(repeat->counter));
            } else {
                sum.add(of_branches(std::get<Parallel>(step.action)), 1);
            }
        }
        return sum;
    }

    Footprint of_branches(const Parallel& parallel) {
        Footprint sum;
        double longest = 0;
        for (const std::vector<Step>& branch : parallel.branches) {
            const Footprint one = of_steps(branch);
            longest = std::max(longest, one.latency);
            sum.add(one, 1);
        }
        sum.latency = longest;
        return sum;
    }

    [[nodiscard]] double hop(Hop kind) const {
        const NetworkProfile& network = application_.active_network();
        return kind == Hop::None ? 0.0 : (kind == Hop::Tcp ? network.tcp_hop : network.hop).expectation();
    }

    [[nodiscard]] double mean_of(const std::string& counter) const {
        for (const SessionCounter& candidate : application_.counters) {
            if (candidate.name == counter) {
                return candidate.open_loop_mean;
            }
        }
        return 0;
    }

    const Application& application_;
    std::map<std::pair<std::string, std::string>, Footprint> known_;
};

/// Calls per second that one pod's CPU can bear, when a call takes `cpu_seconds`.
std::optional<double> saturation_rate(const Service& service, double cpu_seconds) {
    std::optional<double> cores;
    if (service.resources.cpu_limit) {
        cores = *service.resources.cpu_limit / Millicores{1000};
    }
    if (service.concurrency.threads) {
        cores = std::min<double>(cores.value_or(*service.concurrency.threads), *service.concurrency.threads);
    }
    if (!cores || cpu_seconds <= 0) {
        return std::nullopt;
    }
    return *cores / cpu_seconds;
}

}  // namespace

const ApplicationProfile::ServiceProfile* ApplicationProfile::find(std::string_view service) const {
    const auto found = std::find_if(services.begin(), services.end(), [&](const ServiceProfile& one) {
        return one.name == service;
    });
    return found == services.end() ? nullptr : &*found;
}

ApplicationProfile profile(const Application& application) {
    ApplicationProfile result;
    double weights = 0;
    double requests = 0;
    for (const Task& task : application.users.tasks) {
        weights += task.weight;
        requests += task.weight * static_cast<double>(task.requests.size());
        for (const std::string& action : task.requests) {
            result.action_share[action] += task.weight;
        }
    }
    result.requests_per_task = requests / weights;
    Arithmetic arithmetic{application};
    Footprint total;
    for (auto& [action, share] : result.action_share) {
        share /= requests;
        const Footprint& one = arithmetic.of(application.entry, action);
        total.add(one, share);
        result.action_latency[action] = one.latency;
    }
    result.zero_load_latency = total.latency;
    for (const Service& service : application.services) {
        const double visits = total.visits[service.name];
        const double cpu_seconds = total.cpu_seconds[service.name];
        result.services.push_back(
            {service.name,
             visits,
             cpu_seconds,
             saturation_rate(service, visits > 0 ? cpu_seconds / visits : 0)}
        );
    }
    return result;
}

}  // namespace flotilla::model
