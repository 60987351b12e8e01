#include <cmath>
#include <utility>

#include "flotilla/model/file/read_parts.hpp"

namespace flotilla::model::file {
namespace {

constexpr double kMebibyte = 1024 * 1024;

Bytes read_bytes(const Node& node, double unit) {
    return Bytes{std::llround(node.number(0, kHuge / unit) * unit)};
}

Resources read_resources(const Node& node) {
    node.only({"cpu_request_m", "cpu_limit_m", "mem_request_mi", "mem_limit_mi"});
    Resources resources;
    resources.cpu_request = Millicores{node.at("cpu_request_m").whole(0, 1'000'000)};
    if (const Node limit = node.at("cpu_limit_m"); limit.is_there()) {
        resources.cpu_limit = Millicores{limit.whole(1, 1'000'000, 1)};
    }
    resources.memory_request = read_bytes(node.at("mem_request_mi"), kMebibyte);
    if (const Node limit = node.at("mem_limit_mi"); limit.is_there()) {
        resources.memory_limit = read_bytes(limit, kMebibyte);
    }
    return resources;
}

std::optional<int> read_optional_count(const Node& node) {
    if (!node.is_there()) {
        return std::nullopt;
    }
    return static_cast<int>(node.whole(1, 1'000'000'000, 1));
}

Concurrency read_concurrency(const Node& node) {
    node.only({"threads", "max_inflight", "overflow", "max_connections"});
    Concurrency concurrency;
    concurrency.threads = read_optional_count(node.at("threads"));
    concurrency.max_inflight = read_optional_count(node.at("max_inflight"));
    concurrency.max_connections = read_optional_count(node.at("max_connections"));
    const Node overflow = node.at("overflow");
    const std::string how = overflow.text("reject-503");
    if (how == "queue") {
        concurrency.overflow = Overflow::Queue;
    } else if (how != "reject-503") {
        overflow.note(fmt::format("is \"{}\", and should be reject-503 or queue", how));
    }
    return concurrency;
}

Startup read_startup(const Node& node, const Node& probe) {
    node.only({"container_s", "boot_cpu_s", "boot_wall_s"});
    probe.only({"readiness_initial_delay_s", "readiness_period_s"});
    Startup startup;
    startup.container = read_distribution(node.need("container_s"), 1);
    startup.boot_wall = read_distribution(node.need("boot_wall_s"), 1);
    const Node boot_cpu = node.need("boot_cpu_s");
    startup.boot_cpu = boot_cpu.only({"value"}).need("value").number(0, 1e6);
    constexpr std::chrono::seconds kSecond{1};
    startup.probe_delay = read_duration(probe.at("readiness_initial_delay_s"), kSecond, startup.probe_delay);
    startup.probe_period = read_duration(probe.at("readiness_period_s"), kSecond, startup.probe_period);
    return startup;
}

Memory read_memory(const Node& node) {
    node.only({"base_mi", "per_inflight_kib", "leak_mi_per_hour"});
    Memory memory;
    memory.base = read_bytes(node.need("base_mi"), kMebibyte);
    memory.per_inflight = read_bytes(node.at("per_inflight_kib"), 1024);
    memory.leak_per_hour = node.at("leak_mi_per_hour").number(0, 1e6) * kMebibyte;
    return memory;
}

std::vector<Step> read_steps(const Node& node);

Call read_call(const Node& node) {
    node.only({"call", "times", "prob", "timeout_ms", "optional", "cancel", "hop"});
    Call call;
    const std::string target = node.need("call").text();
    const std::size_t dot = target.rfind('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == target.size()) {
        node.at("call").note(fmt::format("is \"{}\", and should be SERVICE.ENDPOINT", target));
    } else {
        call.service = target.substr(0, dot);
        call.endpoint = target.substr(dot + 1);
    }
    call.times = static_cast<int>(node.at("times").whole(0, 1'000'000, 1));
    call.probability = node.at("prob").number(0, 1, 1);
    call.timeout = read_optional_duration(node.at("timeout_ms"), std::chrono::milliseconds{1});
    call.is_optional = node.at("optional").truth(false);
    call.cancels = node.at("cancel").truth(false);
    const std::string hop = node.at("hop").text("rpc");
    if (hop == "tcp" || hop == "none") {
        call.hop = hop == "tcp" ? Hop::Tcp : Hop::None;
    } else if (hop != "rpc") {
        node.at("hop").note(fmt::format("is \"{}\", and should be rpc, tcp or none", hop));
    }
    return call;
}

Step read_step(const Node& node) {
    if (const Node counter = node.at("repeat"); counter.is_there()) {
        node.only({"repeat", "steps"});
        return {Repeat{counter.text(), read_steps(node.need("steps"))}};
    }
    if (const Node branches = node.at("par"); branches.is_there()) {
        node.only({"par"});
        Parallel parallel;
        for (const Node& branch : branches.items()) {
            // A branch is a list of steps, or one step.
            parallel.branches.push_back(
                branch.is_array() ? read_steps(branch) : std::vector<Step>{read_step(branch)}
            );
        }
        return {std::move(parallel)};
    }
    return {read_call(node)};
}

std::vector<Step> read_steps(const Node& node) {
    std::vector<Step> steps;
    for (const Node& item : node.items()) {
        steps.push_back(read_step(item));
    }
    return steps;
}

Endpoint read_endpoint(const std::string& name, const Node& node) {
    node.only({"cpu_ms", "wait_ms", "steps"});
    Endpoint endpoint;
    endpoint.name = name;
    endpoint.cpu = read_distribution(node.need("cpu_ms"), 0.001);
    if (const Node wait = node.at("wait_ms"); wait.is_there()) {
        endpoint.wait = read_distribution(wait, 0.001);
    }
    endpoint.steps = read_steps(node.at("steps"));
    return endpoint;
}

}  // namespace

Service read_service(const std::string& name, const Node& node) {
    node.only(
        {"language",
         "stateful",
         "replicas",
         "resources",
         "concurrency",
         "probe",
         "startup",
         "termination_grace_s",
         "memory",
         "idle_cpu_m",
         "endpoints"}
    );
    Service service;
    service.name = name;
    service.language = node.at("language").text();
    service.is_stateful = node.at("stateful").truth(false);
    const Node replicas = node.need("replicas").only({"initial", "min", "max"});
    service.bounds.min = Replicas{replicas.at("min").whole(0, kMaxReplicas.count(), 1)};
    service.bounds.max = Replicas{replicas.need("max").whole(1, kMaxReplicas.count(), 1)};
    service.initial =
        Replicas{replicas.at("initial").whole(0, kMaxReplicas.count(), service.bounds.min.count())};
    if (!checked(service.bounds) || !service.bounds.contains(service.initial)) {
        replicas.note("should have min <= initial <= max");
    }
    service.resources = read_resources(node.need("resources"));
    service.concurrency = read_concurrency(node.need("concurrency"));
    service.startup = read_startup(node.need("startup"), node.need("probe"));
    service.termination_grace =
        read_duration(node.at("termination_grace_s"), std::chrono::seconds{1}, service.termination_grace);
    service.memory = read_memory(node.need("memory"));
    service.idle_cpu = Millicores{node.at("idle_cpu_m").whole(0, 1'000'000)};
    for (const auto& [endpoint, value] : node.need("endpoints").members()) {
        service.endpoints.push_back(read_endpoint(endpoint, value));
    }
    return service;
}

}  // namespace flotilla::model::file
