#include "flotilla/cluster/faults/injector.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "flotilla/cluster/node/options.hpp"

namespace flotilla::cluster::faults {
namespace {

const kube::ResourceType& nodes() {
    static const kube::ResourceType type{"", "v1", "nodes", "Node", false};
    return type;
}

const kube::ResourceType& pods() {
    static const kube::ResourceType type{"", "v1", "pods", "Pod", true};
    return type;
}

std::string annotation_of(const NodeFault& fault) {
    return fault.kind == NodeFaultKind::Down ? std::string{node::kFaultDown}
                                             : fmt::format("{} {}", node::kFaultSlow, fault.factor);
}

/// A value of its own for each fault: only a new value crashes a pod again.
std::string annotation_of(const PodFault& fault, std::size_t number) {
    const std::string_view word = fault.kind == PodFaultKind::Crash         ? node::kFaultCrash
                                  : fault.kind == PodFaultKind::OutOfMemory ? node::kFaultOutOfMemory
                                                                            : node::kFaultNeverReady;
    return fmt::format("{} by fault {}", word, number);
}

}  // namespace

Injector::Injector(
    FaultPlan plan,
    io::Clock& clock,
    const asio::any_io_executor& executor,
    std::uint64_t seed,
    std::string_view spared,
    telemetry::Logger log
)
    : plan_(std::move(plan)),
      real_(clock),
      skewed_(clock),
      seed_(seed),
      api_(seed, spared),
      log_(std::move(log)),
      chosen_(plan_.faults.size()),
      tasks_(executor) {}

void Injector::start(kube::Client& client, std::function<void()> drop_watches) {
    client_ = &client;
    drop_watches_ = std::move(drop_watches);
    for (std::size_t number = 0; number < plan_.faults.size(); ++number) {
        tasks_.spawn(let_happen(number, real_.now()));
    }
}

asio::awaitable<void> Injector::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> Injector::let_happen(std::size_t number, TimePoint origin) {
    const TimedFault& fault = plan_.faults[number];
    co_await real_.sleep_until(origin + fault.at);
    tell("a fault begins", number);
    co_await begin(number);
    if (!fault.length) {
        co_return;
    }
    co_await real_.sleep_until(origin + fault.at + *fault.length);
    co_await end(number);
    tell("a fault has ended", number);
}

asio::awaitable<void> Injector::begin(std::size_t number) {
    const auto& what = plan_.faults[number].what;
    if (const auto* of_node = std::get_if<NodeFault>(&what)) {
        kube::ObjectKey key{"", of_node->node};
        kube::Json value(annotation_of(*of_node));
        co_await annotate(nodes(), std::move(key), std::move(value));
    } else if (const auto* of_pods = std::get_if<PodFault>(&what)) {
        co_await fail_pods(*of_pods, number);
    } else if (const auto* of_api = std::get_if<ApiFault>(&what)) {
        api_.begin(*of_api);
        if (of_api->drop_watches) {
            drop_watches_();
        }
    } else {
        skewed_.set_skew(std::get<ClockFault>(what).skew);
    }
}

asio::awaitable<void> Injector::end(std::size_t number) {
    const auto& what = plan_.faults[number].what;
    if (const auto* of_node = std::get_if<NodeFault>(&what)) {
        kube::ObjectKey key{"", of_node->node};
        co_await annotate(nodes(), std::move(key), nullptr);
    } else if (std::holds_alternative<PodFault>(what)) {
        for (const kube::ObjectKey& pod : chosen_[number]) {
            co_await annotate(pods(), pod, nullptr);
        }
    } else if (const auto* of_api = std::get_if<ApiFault>(&what)) {
        api_.end(*of_api);
    } else {
        skewed_.set_skew(Duration{0});
    }
}

asio::awaitable<void> Injector::fail_pods(const PodFault& fault, std::size_t number) {
    auto chosen = co_await choose(fault, number);
    if (!chosen) {
        complain("cannot find the pods that are to fail", chosen.error());
        co_return;
    }
    if (chosen->empty()) {
        log_.warn("no pod is there to fail", {{"fault", number}, {"selector", fault.selector}});
    }
    for (const kube::ObjectKey& pod : *chosen) {
        if (fault.kind == PodFaultKind::Kill) {
            co_await kill(pod);
        } else {
            kube::Json value(annotation_of(fault, number));
            co_await annotate(pods(), pod, std::move(value));
        }
    }
    if (fault.kind != PodFaultKind::Kill) {
        chosen_[number] = std::move(*chosen);
    }
}

/// The pods that the fault falls on: in the order of names, those that the lot leaves.
asio::awaitable<Result<std::vector<kube::ObjectKey>>> Injector::choose(
    const PodFault& fault, std::size_t number
) {
    kube::ListOptions selection;
    selection.label_selector = fault.selector;
    const auto list = co_await client_->list(pods(), fault.namespace_, selection);
    if (!list) {
        co_return tl::unexpected<Error>{list.error()};
    }
    std::vector<kube::ObjectKey> chosen;
    for (const kube::SharedObject& pod : list->items) {
        if (!pod->is_deleting()) {
            chosen.push_back({fault.namespace_, std::string{pod->name()}});
        }
    }
    std::sort(chosen.begin(), chosen.end());
    RandomStream random{seed_, fmt::format("faults/{}", number)};
    while (fault.count && chosen.size() > static_cast<std::size_t>(*fault.count)) {
        chosen.erase(chosen.begin() + random.between(0, static_cast<std::int64_t>(chosen.size()) - 1));
    }
    co_return chosen;
}

asio::awaitable<void> Injector::kill(kube::ObjectKey pod) {
    kube::DeleteOptions at_once;
    at_once.grace_period_seconds = 0;
    const auto killed = co_await client_->remove(pods(), pod, at_once);
    if (!killed && killed.error().code != ErrorCode::NotFound) {
        complain("cannot kill a pod", killed.error());
    }
}

asio::awaitable<void> Injector::annotate(
    const kube::ResourceType& type, kube::ObjectKey key, kube::Json value
) {
    kube::Json patch(kube::JsonObject{});
    kube::place(patch, {"metadata", "annotations", node::kFaultAnnotation}) = std::move(value);
    std::string text = kube::to_json(patch);
    const auto patched = co_await client_->patch(type, key, kube::PatchType::Merge, std::move(text));
    if (!patched && patched.error().code != ErrorCode::NotFound) {
        complain("cannot make a fault happen", patched.error());
    } else if (!patched) {
        complain("what was to fail is not there", patched.error());
    }
}

/// A plain function: g++ 12 miscompiles lists of fields in some coroutines.
void Injector::tell(std::string_view message, std::size_t number) const {
    constexpr std::array kKinds{"node", "pods", "api", "clock"};
    log_.warn(message, {{"fault", number}, {"of", kKinds.at(plan_.faults[number].what.index())}});
}

void Injector::complain(std::string_view what, const Error& error) const {
    log_.warn(what, {{"error", error}});
}

}  // namespace flotilla::cluster::faults
