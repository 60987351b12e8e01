#include "flotilla/sim/fluid/flow_model.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "flotilla/model/application/profile.hpp"
#include "flotilla/sim/fluid/draw.hpp"

namespace flotilla::sim::fluid {
namespace {

using model::Application;

/// What one request to an endpoint brings about, in the mean; the variance is that of what lies outside the
/// pods.
struct Footprint {
    std::vector<double> visits;
    double latency = 0;
    double variance = 0;

    void add(const Footprint& other, double times) {
        for (std::size_t i = 0; i < visits.size(); ++i) {
            visits[i] += times * other.visits[i];
        }
        latency += times * other.latency;
        variance += times * other.variance;
    }
};

/// Walks the calls of an application once for every endpoint.
class Walk {
public:
    explicit Walk(const Application& application) : application_{application} {}

    const Footprint& of(std::size_t service, const std::string& endpoint) {
        const auto key = std::pair{service, endpoint};
        if (const auto known = known_.find(key); known != known_.end()) {
            return known->second;
        }
        const model::Endpoint& target = *application_.services[service].find(endpoint);
        Footprint sum = none();
        sum.visits[service] = 1;
        sum.latency = target.cpu.expectation();
        if (target.wait) {
            sum.latency += target.wait->expectation();
            sum.variance += variance(*target.wait);
        }
        sum.add(of_steps(target.steps), 1);
        return known_.emplace(key, std::move(sum)).first->second;
    }

    /// Calls of each service by one request to the endpoint itself: not by what it calls.
    [[nodiscard]] std::vector<double> direct_calls(const std::vector<model::Step>& steps) const {
        std::vector<double> calls(application_.services.size());
        for (const model::Step& step : steps) {
            if (const auto* call = std::get_if<model::Call>(&step.action)) {
                calls[index_of(call->service)] += call->times * call->probability;
            } else if (const auto* repeat = std::get_if<model::Repeat>(&step.action)) {
                add(calls, direct_calls(repeat->steps), mean_of(repeat->counter));
            } else {
                for (const auto& branch : std::get<model::Parallel>(step.action).branches) {
                    add(calls, direct_calls(branch), 1);
                }
            }
        }
        return calls;
    }

    [[nodiscard]] std::size_t index_of(std::string_view service) const {
        const auto found =
            std::find_if(application_.services.begin(), application_.services.end(), [&](const auto& each) {
                return each.name == service;
            });
        return static_cast<std::size_t>(found - application_.services.begin());
    }

    [[nodiscard]] double mean_of(const std::string& counter) const {
        for (const model::SessionCounter& candidate : application_.counters) {
            if (candidate.name == counter) {
                return candidate.open_loop_mean;
            }
        }
        return 0;
    }

private:
    static void add(std::vector<double>& sum, const std::vector<double>& other, double times) {
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += times * other[i];
        }
    }

    [[nodiscard]] Footprint none() const { return {std::vector<double>(application_.services.size()), 0, 0}; }

    Footprint of_steps(const std::vector<model::Step>& steps) {
        Footprint sum = none();
        for (const model::Step& step : steps) {
            if (const auto* call = std::get_if<model::Call>(&step.action)) {
                Footprint once = of(index_of(call->service), call->endpoint);
                if (call->hop != model::Hop::None) {
                    const model::NetworkProfile& network = application_.active_network();
                    const model::Distribution& hop =
                        call->hop == model::Hop::Tcp ? network.tcp_hop : network.hop;
                    once.latency += hop.expectation();
                    once.variance += variance(hop);
                }
                sum.add(once, call->times * call->probability);
            } else if (const auto* repeat = std::get_if<model::Repeat>(&step.action)) {
                const Footprint once = of_steps(repeat->steps);
                const double mean = mean_of(repeat->counter);
                sum.add(once, mean);
                sum.variance +=
                    mean * (mean + 1) * once.latency * once.latency;  // a geometric number of times
            } else {
                sum.add(of_branches(std::get<model::Parallel>(step.action)), 1);
            }
        }
        return sum;
    }

    Footprint of_branches(const model::Parallel& parallel) {
        Footprint sum = none();
        double longest = 0;
        for (const auto& branch : parallel.branches) {
            const Footprint one = of_steps(branch);
            longest = std::max(longest, one.latency);
            sum.add(one, 1);
        }
        sum.latency = longest;
        return sum;
    }

    const Application& application_;
    std::map<std::pair<std::size_t, std::string>, Footprint> known_;
};

/// How often each endpoint is visited by an entry request of the mix, found by pushing the mix through the
/// calls.
using EndpointVisits = std::map<std::pair<std::size_t, std::string>, double>;

void push(
    const Application& application,
    const Walk& walk,
    std::size_t service,
    const std::string& endpoint,
    double times,
    EndpointVisits& visits
);

void push_steps(
    const Application& application,
    const Walk& walk,
    const std::vector<model::Step>& steps,
    double times,
    EndpointVisits& visits
) {
    for (const model::Step& step : steps) {
        if (const auto* call = std::get_if<model::Call>(&step.action)) {
            push(
                application,
                walk,
                walk.index_of(call->service),
                call->endpoint,
                times * call->times * call->probability,
                visits
            );
        } else if (const auto* repeat = std::get_if<model::Repeat>(&step.action)) {
            push_steps(application, walk, repeat->steps, times * walk.mean_of(repeat->counter), visits);
        } else {
            for (const auto& branch : std::get<model::Parallel>(step.action).branches) {
                push_steps(application, walk, branch, times, visits);
            }
        }
    }
}

void push(
    const Application& application,
    const Walk& walk,
    std::size_t service,
    const std::string& endpoint,
    double times,
    EndpointVisits& visits
) {
    visits[{service, endpoint}] += times;
    push_steps(application, walk, application.services[service].find(endpoint)->steps, times, visits);
}

/// Work of a visit over the mix, as one distribution: the mixture's mean and coefficient of variation as a
/// lognormal.
model::Distribution mixed_work(
    const model::Service& service, std::size_t index, const EndpointVisits& visits
) {
    double count = 0;
    double mean = 0;
    double square = 0;
    for (const auto& [key, times] : visits) {
        if (key.first == index) {
            const model::Distribution& work = service.find(key.second)->cpu;
            count += times;
            mean += times * work.expectation();
            square += times * (variance(work) + work.expectation() * work.expectation());
        }
    }
    constexpr double kLeast = 1e-6;  // a service that nobody calls, or without work, still has a curve
    if (count <= 0 || mean <= 0) {
        return model::Distribution::constant(kLeast);
    }
    mean /= count;
    const double spread = std::max(0.0, square / count / (mean * mean) - 1);
    return model::Distribution::lognormal(std::max(mean, kLeast), std::sqrt(spread));
}

/// Container start, then boot (as long as its CPU takes under the quota), then the next readiness probe.
std::vector<float> start_shares(const model::Service& service, double cores, std::uint64_t seed) {
    RandomStream random{seed, "start " + service.name};
    const model::Startup& startup = service.startup;
    constexpr int kDraws = 1000;
    std::vector<float> shares;
    for (int i = 0; i < kDraws; ++i) {
        const double container = draw(startup.container, random);
        const double boot =
            std::max(draw(startup.boot_wall, random), startup.boot_cpu / std::min(cores, 1.0));
        const double delay = std::chrono::duration<double>(startup.probe_delay).count();
        const double period = std::max(1e-3, std::chrono::duration<double>(startup.probe_period).count());
        const double probed = delay + std::ceil(std::max(0.0, boot - delay) / period) * period;
        const double published = 1;  // mean of the endpoint's propagation
        const auto second = static_cast<std::size_t>(container + probed + published);
        if (second >= shares.size()) {
            shares.resize(second + 1);
        }
        shares[second] += 1.0F / kDraws;
    }
    return shares;
}

float mean_start(const std::vector<float>& shares) {
    float mean = 0;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        mean += shares[k] * static_cast<float>(k);
    }
    return mean;
}

ServiceFlow flow_of(
    const Application& application,
    const Walk& walk,
    std::size_t index,
    const EndpointVisits& visits,
    std::uint64_t seed,
    double node_cores
) {
    const model::Service& service = application.services[index];
    ServiceFlow flow;
    flow.name = service.name;
    const double limit =
        service.resources.cpu_limit ? *service.resources.cpu_limit / model::Millicores{1000} : node_cores;
    const model::Distribution work = mixed_work(service, index, visits);
    PodShape shape{.work = work, .quota = std::numeric_limits<double>::infinity(), .cores = node_cores};
    if (service.resources.cpu_limit) {
        shape.quota = limit;
    }
    shape.threads = service.concurrency.threads.value_or(shape.threads);
    flow.curve = simulate_curve(shape, seed ^ index);
    flow.work = static_cast<float>(work.expectation());
    flow.cores = static_cast<float>(std::min({limit, node_cores, static_cast<double>(shape.threads)}));
    flow.request_cores = static_cast<float>(service.resources.cpu_request / model::Millicores{1000});
    flow.idle_cores = static_cast<float>(service.idle_cpu / model::Millicores{1000});
    flow.most_waiting = static_cast<float>(service.concurrency.max_inflight.value_or(1'000'000));
    flow.initial = static_cast<int>(service.initial.count());
    flow.start_share = start_shares(service, limit, seed);
    flow.boot_cores =
        static_cast<float>(service.startup.boot_cpu) / std::max(1.0F, mean_start(flow.start_share));
    double count = 0;
    std::vector<double> calls(application.services.size());
    for (const auto& [key, times] : visits) {
        if (key.first == index) {
            count += times;
            const std::vector<double> direct = walk.direct_calls(service.find(key.second)->steps);
            for (std::size_t callee = 0; callee < calls.size(); ++callee) {
                calls[callee] += times * direct[callee];
            }
        }
    }
    for (std::size_t callee = 0; callee < calls.size(); ++callee) {
        if (calls[callee] > 0) {
            flow.callees.push_back({callee, static_cast<float>(calls[callee] / count)});
        }
    }
    return flow;
}

/// Every caller before its callees. Services that call each other by different endpoints come last: their
/// calls arrive in the next second.
std::vector<std::size_t> callers_first(const std::vector<ServiceFlow>& services) {
    std::vector<std::size_t> callers(services.size());
    for (const ServiceFlow& service : services) {
        for (const Flow& flow : service.callees) {
            ++callers[flow.callee];
        }
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < services.size(); ++i) {
        if (callers[i] == 0) {
            order.push_back(i);
        }
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const Flow& flow : services[order[i]].callees) {
            if (--callers[flow.callee] == 0) {
                order.push_back(flow.callee);
            }
        }
    }
    for (std::size_t i = 0; i < services.size(); ++i) {
        if (callers[i] > 0) {
            order.push_back(i);
        }
    }
    return order;
}

}  // namespace

std::size_t FlowModel::index_of(std::string_view service) const {
    const auto found = std::find_if(services.begin(), services.end(), [&](const ServiceFlow& each) {
        return each.name == service;
    });
    return static_cast<std::size_t>(found - services.begin());
}

FlowModel compile(
    const Application& application, const model::Slo& slo, std::uint64_t seed, double node_cores
) {
    FlowModel compiled;
    const model::ApplicationProfile profile = model::profile(application);
    Walk walk{application};
    compiled.entry = walk.index_of(application.entry);
    EndpointVisits visits;
    for (const auto& [action, share] : profile.action_share) {
        push(application, walk, compiled.entry, action, share, visits);
        const Footprint& one = walk.of(compiled.entry, action);
        compiled.actions.push_back(
            {action,
             static_cast<float>(share),
             static_cast<float>(one.latency),
             static_cast<float>(one.variance),
             std::vector<float>(one.visits.begin(), one.visits.end())}
        );
    }
    for (std::size_t i = 0; i < application.services.size(); ++i) {
        compiled.services.push_back(flow_of(application, walk, i, visits, seed, node_cores));
    }
    compiled.callers_first = callers_first(compiled.services);
    compiled.requests_per_task = static_cast<float>(profile.requests_per_task);
    compiled.think_seconds = static_cast<float>(application.users.think.expectation());
    compiled.edge_timeout = std::chrono::duration<float>(application.rpc.edge_timeout).count();
    compiled.slo_seconds = std::chrono::duration<float>(slo.latency).count();
    compiled.slo_percentile = static_cast<float>(slo.percentile);
    return compiled;
}

}  // namespace flotilla::sim::fluid
