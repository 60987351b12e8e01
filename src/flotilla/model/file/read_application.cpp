#include "flotilla/model/file/read_application.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <boost/json/parse.hpp>

#include "flotilla/model/file/read_parts.hpp"

namespace flotilla::model {
namespace file {
namespace {

constexpr std::chrono::milliseconds kMillisecond{1};
constexpr std::chrono::seconds kSecond{1};

Slo read_slo(const Node& node) {
    node.only({"name", "percentile", "latency_ms", "window_s", "max_error_rate", "actions"});
    Slo slo;
    slo.name = node.at("name").text("default");
    slo.percentile = node.need("percentile").number(0, 100, 95);
    slo.latency = read_duration(node.need("latency_ms"), kMillisecond, kSecond);
    slo.window = read_duration(node.at("window_s"), kSecond, slo.window);
    slo.max_error_rate = node.at("max_error_rate").number(0, 1, slo.max_error_rate);
    slo.actions = node.at("actions").texts();
    return slo;
}

void read_slos(const Node& node, Application& application) {
    node.only({"default", "alternatives"});
    application.slo = read_slo(node.need("default"));
    for (const Node& item : node.at("alternatives").items()) {
        application.alternative_slos.push_back(read_slo(item));
    }
}

void read_network(const Node& node, Application& application) {
    node.only({"active", "profiles"});
    application.network = node.need("active").text();
    for (const auto& [name, profile] : node.need("profiles").members()) {
        profile.only({"hop_ms", "tcp_hop_ms"});
        const Distribution hop = read_distribution(profile.need("hop_ms"), 0.001);
        const Node tcp = profile.at("tcp_hop_ms");
        application.networks.push_back({name, hop, tcp.is_there() ? read_distribution(tcp, 0.001) : hop});
    }
}

/// The way of balancing that the text names first: "round-robin per request (mesh); …".
Balancing read_balancing(const Node& node) {
    const std::string text = node.text("round-robin");
    const std::map<std::string_view, Balancing> ways{
        {"round-robin", Balancing::RoundRobin},
        {"random", Balancing::Random},
        {"least-request", Balancing::LeastRequest},
        {"pinned", Balancing::Pinned}
    };
    std::size_t first = std::string::npos;
    Balancing balancing = Balancing::RoundRobin;
    for (const auto& [name, way] : ways) {
        if (const std::size_t place = text.find(name); place < first) {
            first = place;
            balancing = way;
        }
    }
    if (first == std::string::npos) {
        node.note("should name round-robin, random, least-request or pinned");
    }
    return balancing;
}

Rpc read_rpc(const Node& node) {
    Rpc rpc;
    if (!node.is_there()) {
        return rpc;
    }
    node.only(
        {"timeout_ms",
         "connect_timeout_ms",
         "retries",
         "retry_on",
         "retry_budget",
         "retry_backoff_ms",
         "client_edge_timeout_ms",
         "load_balancing"}
    );
    rpc.timeout = read_optional_duration(node.at("timeout_ms"), kMillisecond);
    rpc.connect_timeout = read_duration(node.at("connect_timeout_ms"), kMillisecond, rpc.connect_timeout);
    rpc.retries = static_cast<int>(node.at("retries").whole(0, 100));
    rpc.retry_budget = node.at("retry_budget").number(0, 100, rpc.retry_budget);
    rpc.retry_backoff = read_duration(node.at("retry_backoff_ms"), kMillisecond, rpc.retry_backoff);
    rpc.edge_timeout = read_duration(node.at("client_edge_timeout_ms"), kMillisecond, rpc.edge_timeout);
    rpc.balancing = read_balancing(node.at("load_balancing"));
    return rpc;
}

/// A list of services, or "every instance", perhaps with "except NAME".
std::vector<std::string> read_callers(const Node& node, const Application& application) {
    if (node.is_array()) {
        return node.texts();
    }
    constexpr std::string_view kEvery = "every instance";
    constexpr std::string_view kExcept = " except ";
    const std::string text = node.text();
    std::string_view rest{text};
    if (!rest.starts_with(kEvery)) {
        node.note("should be a list of services, or \"every instance\", perhaps with \"except NAME\"");
        return {};
    }
    rest.remove_prefix(kEvery.size());
    if (rest.starts_with(kExcept)) {
        rest.remove_prefix(kExcept.size());
    }
    std::vector<std::string> callers;
    for (const Service& service : application.services) {
        if (service.name != rest) {
            callers.push_back(service.name);
        }
    }
    return callers;
}

void read_background(const Node& node, Application& application) {
    for (const Node& item : node.items()) {
        item.only({"from", "call", "period_s"});
        const std::string target = item.need("call").text();
        const std::size_t dot = target.rfind('.');
        if (dot == std::string::npos) {
            item.at("call").note("should be SERVICE.ENDPOINT");
            continue;
        }
        BackgroundCall call;
        call.service = target.substr(0, dot);
        call.endpoint = target.substr(dot + 1);
        call.callers = read_callers(item.need("from"), application);
        std::erase(call.callers, call.service);  // nobody calls itself
        call.period = read_duration(item.need("period_s"), kSecond, kSecond);
        if (call.period <= Duration{0}) {
            item.at("period_s").note("must be above 0");
        }
        application.background.push_back(std::move(call));
    }
}

Application read_document(const Node& root) {
    root.only(
        {"schema",
         "name",
         "slo",
         "network",
         "rpc",
         "background",
         "session_state",
         "entry",
         "users",
         "services"}
    );
    if (const std::string schema = root.need("schema").text(); schema != "flotilla.app/v1") {
        root.at("schema").note(fmt::format("is \"{}\", and should be flotilla.app/v1", schema));
    }
    Application application;
    application.name = root.need("name").text();
    application.entry = root.need("entry").text();
    for (const auto& [name, node] : root.need("services").members()) {
        application.services.push_back(read_service(name, node));
    }
    read_slos(root.need("slo"), application);
    read_network(root.need("network"), application);
    application.rpc = read_rpc(root.at("rpc"));
    application.users = read_users(root.need("users"));
    application.counters = read_counters(root.at("session_state"));
    read_background(root.at("background"), application);
    return application;
}

}  // namespace

Distribution read_distribution(const Node& node, double unit) {
    node.only({"dist", "mean", "cv", "value", "min", "max", "alpha", "values"});
    using Kind = Distribution::Kind;
    const std::map<std::string_view, Kind> kinds{
        {"constant", Kind::Constant},
        {"deterministic", Kind::Constant},
        {"exponential", Kind::Exponential},
        {"lognormal", Kind::Lognormal},
        {"uniform", Kind::Uniform},
        {"uniform-int", Kind::UniformInt},
        {"pareto", Kind::Pareto},
        {"empirical", Kind::Empirical}
    };
    Distribution distribution;
    const std::string name = node.need("dist").text();
    const auto kind = kinds.find(name);
    if (kind == kinds.end()) {
        node.at("dist").note(fmt::format("\"{}\" is no distribution", name));
        return distribution;
    }
    distribution.kind = kind->second;
    const bool is_range = distribution.kind == Kind::Uniform || distribution.kind == Kind::UniformInt;
    if (is_range) {
        distribution.low = node.need("min").number(0, kHuge);
        distribution.high = node.need("max").number(0, kHuge);
    } else if (distribution.kind == Kind::Empirical) {
        for (const Node& value : node.need("values").items()) {
            distribution.values.push_back(value.number(0, kHuge));
        }
    } else {
        const Node value = node.at("value");
        distribution.mean = (value.is_there() ? value : node.need("mean")).number(0, kHuge);
    }
    if (distribution.kind == Kind::Lognormal) {
        distribution.cv = node.need("cv").number(0, kHuge);
    }
    if (distribution.kind == Kind::Pareto) {
        distribution.alpha = node.need("alpha").number(0, kHuge);
    }
    if (const auto sound = checked(distribution); !sound) {
        node.note(sound.error().message);
    }
    return distribution.times(unit);
}

Duration read_duration(const Node& node, Duration unit, Duration otherwise) {
    constexpr double kHundredYears = 3e9;  // seconds; three times as long would no longer fit
    const double longest = kHundredYears / std::chrono::duration<double>(unit).count();
    if (!node.is_there()) {
        return otherwise;
    }
    const double number = node.number(0, longest);
    return Duration{std::llround(number * static_cast<double>(unit.count()))};
}

std::optional<Duration> read_optional_duration(const Node& node, Duration unit) {
    if (!node.is_there()) {
        return std::nullopt;
    }
    return read_duration(node, unit, Duration{0});
}

}  // namespace file

Result<Application> read_application(std::string_view text) {
    boost::system::error_code problem;
    const boost::json::value document = boost::json::parse({text.data(), text.size()}, problem);
    if (problem) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("the document is no JSON: {}", problem.message())
        );
    }
    file::Findings findings;
    Application application = file::read_document({&document, "", findings});
    if (findings.problem) {
        return tl::unexpected<Error>{*findings.problem};
    }
    std::sort(findings.assumptions.begin(), findings.assumptions.end());
    application.assumptions = std::move(findings.assumptions);
    return checked(std::move(application));
}

}  // namespace flotilla::model
