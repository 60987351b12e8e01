#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/io/signal.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/kube/runtime/informer.hpp"
#include "flotilla/kube/runtime/reconciler.hpp"
#include "flotilla/kube/runtime/workqueue.hpp"

namespace flotilla::kube {

struct ControllerOptions {
    ControllerOptions() = default;
    explicit ControllerOptions(std::string name_, int workers_ = 1)
        : name(std::move(name_)), workers(workers_) {}

    std::string name;  ///< for logs and metrics: "replicaset"
    int workers = 1;   ///< keys reconciled at the same time
    RetryOptions retry;
    Duration reconcile_timeout = std::chrono::minutes{5};  ///< then it is cancelled and counts as failed
};

/// Turns changes in informers into keys, and calls the reconciler for each, never twice at once for the same.
///
///     Controller controller{environment, ControllerOptions{"web"}, reconciler};
///     controller.reconciles(deployments);                    // the object itself
///     controller.owns(replica_sets, resource_of<Deployment>());  // the key of its owner
///     co_await controller.run();
class Controller {
public:
    Controller(const Environment& environment, ControllerOptions options, Reconciler& reconciler);
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;
    ~Controller() = default;

    /// A change of an object brings its own key.
    template <class T>
    void reconciles(Informer<T>& informer) {
        watches<T>(informer, [](const T& object) { return std::vector{key_of(object).key()}; });
    }
    /// A change of an object brings the key of the owner of that kind that manages it.
    template <class T>
    void owns(Informer<T>& informer, const ResourceType& owner_type) {
        watches<T>(informer, [owner_type](const T& object) {
            return owner_keys(controller_of(object), object, owner_type);
        });
    }
    /// A change of an object brings the keys that `keys_of` names, for the object before and after.
    template <class T>
    void watches(Informer<T>& informer, std::function<std::vector<ObjectKey>(const T&)> keys_of) {
        informers_.push_back(&informer);
        const auto enqueue_all = [this, keys_of = std::move(keys_of)](const Shared<T>& object) {
            for (const ObjectKey& key : keys_of(*object)) {
                queue_.add(key);
            }
        };
        EventHandler<T> handler;
        handler.on_add = [enqueue_all](const Shared<T>& object, bool) { enqueue_all(object); };
        handler.on_update = [enqueue_all](const Shared<T>& old, const Shared<T>& now) {
            enqueue_all(old);
            enqueue_all(now);
        };
        handler.on_delete = [enqueue_all](const Shared<T>& last, bool) { enqueue_all(last); };
        subscriptions_.push_back(informer.add_handler(std::move(handler)));
    }

    /// For what no informer tells: timers, other sources.
    void enqueue(const ObjectKey& key) { queue_.add(key); }
    void enqueue_after(const ObjectKey& key, Duration delay) { queue_.add_after(key, delay); }

    /// Waits until its informers have synced, then works until `stop()`, or until it is cancelled.
    asio::awaitable<void> run();
    /// Lets reconciles under way end, takes no more keys; `run()` returns then.
    void stop();

    [[nodiscard]] const std::string& name() const { return options_.name; }
    [[nodiscard]] bool is_idle() const { return queue_.size() == 0 && queue_.in_progress() == 0; }
    [[nodiscard]] const WorkQueue<ObjectKey>& queue() const { return queue_; }

private:
    struct Metrics {
        Metrics(telemetry::Registry& registry, const std::string& controller);
        telemetry::Counter& successes;
        telemetry::Counter& errors;
        telemetry::Counter& conflicts;
        telemetry::Histogram& durations;
    };

    template <class T>
    static std::vector<ObjectKey> owner_keys(
        const std::optional<OwnerReference>& owner, const T& object, const ResourceType& owner_type
    ) {
        return owner_keys(owner, key_of(object).namespace_, owner_type);
    }
    static std::vector<ObjectKey> owner_keys(
        const std::optional<OwnerReference>& owner,
        std::string_view namespace_,
        const ResourceType& owner_type
    );

    asio::awaitable<void> wait_for_informers();
    asio::awaitable<void> work(int workers);
    asio::awaitable<void> work_alone();
    asio::awaitable<void> reconcile(ObjectKey key);
    asio::awaitable<Result<Requeue>> guarded(ObjectKey key);
    void requeue(const ObjectKey& key, const Result<Requeue>& result);

    io::Clock& clock_;
    telemetry::Logger log_;
    ControllerOptions options_;
    Reconciler& reconciler_;
    Metrics metrics_;
    WorkQueue<ObjectKey> queue_;
    std::vector<AnyInformer*> informers_;
    std::vector<Subscription> subscriptions_;
    io::Signal stopping_;
};

}  // namespace flotilla::kube
