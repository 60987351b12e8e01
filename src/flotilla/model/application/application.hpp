#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/application/distribution.hpp"
#include "flotilla/model/bounds.hpp"
#include "flotilla/model/units.hpp"

/// An application as a value: who calls whom, at which cost, on which resources. The form of its file is
/// docs/reference/application-model.md.
namespace flotilla::model {

/// What lies between two services: a delay that is charged once per call.
enum class Hop { Rpc, Tcp, None };

/// One call, perhaps several times one after another.
struct Call {
    std::string service;
    std::string endpoint;
    int times = 1;
    double probability = 1;           ///< of each single call
    std::optional<Duration> timeout;  ///< absent: the application's default
    bool is_optional = false;         ///< its failure does not fail the caller
    bool cancels = false;             ///< when the deadline passes the callee stops, too
    Hop hop = Hop::Rpc;

    friend bool operator==(const Call&, const Call&) = default;
};

struct Step;

/// `steps` as often as the session's counter says.
struct Repeat {
    std::string counter;
    std::vector<Step> steps;

    friend bool operator==(const Repeat&, const Repeat&) = default;
};

/// Branches that run at the same time; goes on when all have ended.
struct Parallel {
    std::vector<std::vector<Step>> branches;

    friend bool operator==(const Parallel&, const Parallel&) = default;
};

struct Step {
    std::variant<Call, Repeat, Parallel> action;

    friend bool operator==(const Step&, const Step&) = default;
};

struct Endpoint {
    std::string name;
    Distribution cpu;                  ///< seconds of work on one core
    std::optional<Distribution> wait;  ///< seconds of delay without CPU, after the work
    std::vector<Step> steps;           ///< one after another, after both

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Resources {
    Millicores cpu_request;
    std::optional<Millicores> cpu_limit;  ///< absent: no quota
    Bytes memory_request;
    std::optional<Bytes> memory_limit;

    friend bool operator==(const Resources&, const Resources&) = default;
};

/// What happens to a request beyond `max_inflight`.
enum class Overflow { Reject, Queue };

struct Concurrency {
    std::optional<int> threads;  ///< requests that a pod works on at once; more wait in it. Absent: no limit
    std::optional<int> max_inflight;  ///< working and waiting
    Overflow overflow = Overflow::Reject;
    std::optional<int>
        max_connections;  ///< calls to this service that one client pod may have open; more wait there

    friend bool operator==(const Concurrency&, const Concurrency&) = default;
};

struct Startup {
    Distribution container = Distribution::constant(0);  ///< seconds until the container runs
    Distribution boot_wall = Distribution::constant(0);  ///< seconds that booting lasts at least
    double boot_cpu = 0;                                 ///< seconds of CPU that booting takes, on one core
    Duration probe_delay{0};                             ///< first readiness probe after the container runs
    Duration probe_period = std::chrono::seconds{10};

    friend bool operator==(const Startup&, const Startup&) = default;
};

struct Memory {
    Bytes base;
    Bytes per_inflight;
    double leak_per_hour = 0;  ///< bytes

    friend bool operator==(const Memory&, const Memory&) = default;
};

struct Service {
    std::string name;
    std::string language;
    bool is_stateful = false;
    Replicas initial{1};
    Bounds bounds;
    Resources resources;
    Concurrency concurrency;
    Startup startup;
    Duration termination_grace = std::chrono::seconds{30};
    Memory memory;
    Millicores idle_cpu;
    std::vector<Endpoint> endpoints;

    [[nodiscard]] const Endpoint* find(std::string_view endpoint) const;
    friend bool operator==(const Service&, const Service&) = default;
};

enum class Balancing {
    RoundRobin,
    Random,
    LeastRequest,  ///< of two drawn by lot, the one with fewer requests
    Pinned,        ///< each client pod stays with one pod: plain gRPC through a ClusterIP
};

/// Defaults of calls between services.
struct Rpc {
    std::optional<Duration> timeout;
    Duration connect_timeout =
        std::chrono::seconds{1};  ///< until a caller gives up on a pod whose node is lost
    int retries = 0;
    double retry_budget = 0.2;  ///< retries of a client pod in all, as a share of its calls (and ten more)
    Duration retry_backoff = std::chrono::milliseconds{25};  ///< doubled each time, full jitter
    Balancing balancing = Balancing::RoundRobin;
    Duration edge_timeout = std::chrono::seconds{20};  ///< of users

    friend bool operator==(const Rpc&, const Rpc&) = default;
};

struct NetworkProfile {
    std::string name;
    Distribution hop;      ///< seconds
    Distribution tcp_hop;  ///< seconds

    friend bool operator==(const NetworkProfile&, const NetworkProfile&) = default;
};

/// A counter of a user's session, such as the items in the cart.
struct SessionCounter {
    struct Event {
        enum class Change {
            Add,          ///< one more
            AddDistinct,  ///< one more with probability (kinds - x)/kinds: the same thing again does not
                          ///< count
            Reset,
        };
        std::string action;  ///< endpoint of the entry
        Change change = Change::Add;
        int kinds = 0;  ///< of AddDistinct

        friend bool operator==(const Event&, const Event&) = default;
    };
    std::string name;
    int initial = 0;
    int cap = 0;
    double open_loop_mean = 0;  ///< requests without a session draw it: geometric with this mean, capped
    std::vector<Event> events;

    friend bool operator==(const SessionCounter&, const SessionCounter&) = default;
};

/// Entry requests that a user sends one after another, with weight among the tasks.
struct Task {
    std::string name;
    double weight = 1;
    std::vector<std::string> requests;  ///< endpoints of the entry

    friend bool operator==(const Task&, const Task&) = default;
};

struct SessionItem;

/// A part of a session that is done `count` times, or once with `probability`.
struct SessionBlock {
    Distribution count = Distribution::constant(1);
    double probability = 1;
    std::vector<SessionItem> body;

    friend bool operator==(const SessionBlock&, const SessionBlock&) = default;
};

/// One task's requests, or a block.
struct SessionItem {
    std::variant<std::vector<std::string>, SessionBlock> what;

    friend bool operator==(const SessionItem&, const SessionItem&) = default;
};

struct Users {
    Distribution think = Distribution::constant(0);  ///< seconds between two tasks
    std::vector<std::string> on_start;
    std::vector<Task> tasks;  ///< drawn by weight; their mix is that of open-loop arrivals, too
    std::vector<SessionItem>
        session;  ///< not empty: closed users follow it in order instead of drawing tasks

    friend bool operator==(const Users&, const Users&) = default;
};

/// Calls that every pod of `callers` makes periodically.
struct BackgroundCall {
    std::vector<std::string> callers;
    std::string service;
    std::string endpoint;
    Duration period{0};

    friend bool operator==(const BackgroundCall&, const BackgroundCall&) = default;
};

/// What users are promised.
struct Slo {
    std::string name = "default";
    double percentile = 95;  ///< 0 to 100
    Duration latency{0};
    Duration window = std::chrono::seconds{60};
    double max_error_rate = 0.01;
    std::vector<std::string> actions;  ///< empty: all

    friend bool operator==(const Slo&, const Slo&) = default;
};

struct Application {
    std::string name;
    std::string entry;
    std::vector<Service> services;
    Slo slo;
    std::vector<Slo> alternative_slos;
    std::vector<NetworkProfile> networks;
    std::string network;  ///< the active profile
    Rpc rpc;
    Users users;
    std::vector<SessionCounter> counters;
    std::vector<BackgroundCall> background;
    /// Statements in the file that mark a figure as assumed, by key path.
    std::vector<std::string> assumptions;

    [[nodiscard]] const Service* find(std::string_view service) const;
    [[nodiscard]] const NetworkProfile& active_network() const;
    friend bool operator==(const Application&, const Application&) = default;
};

/// A rule of the model that is broken, with the path of the key as in the application's file.
struct Defect {
    std::string path;
    std::string problem;
};

/// Everything that cannot be seen from a single key: names that lead nowhere, circles of calls, empty mixes.
/// Empty: sound.
std::vector<Defect> defects(const Application& application);

/// The application if it is sound; otherwise InvalidArgument with the first defect's path and sentence.
Result<Application> checked(Application application);

}  // namespace flotilla::model
