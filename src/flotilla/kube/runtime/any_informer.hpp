#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/kube/runtime/informer_metrics.hpp"
#include "flotilla/kube/runtime/reflector.hpp"

namespace flotilla::kube {

struct InformerOptions : ReflectorOptions {
    InformerOptions() = default;
    explicit InformerOptions(ResourceType type_) : ReflectorOptions(std::move(type_)) {}

    /// Tells handlers of every object this often, for controllers that must look again at what did not
    /// change.
    std::optional<Duration> resync = std::nullopt;
};

/// What informers of all types have in common: start, stop, and whether they have caught up.
class AnyInformer : protected ReflectorSink {
public:
    ~AnyInformer() override = default;

    /// Starts to list and watch. Again: nothing.
    void start();
    /// Stops listing and watching; the cache stays as it is.
    asio::awaitable<void> stop();

    /// Whether the first full state is in the cache and every handler was told of it.
    [[nodiscard]] bool has_synced() const { return has_synced_; }
    asio::awaitable<void> wait_for_sync();

    /// "pods", or "pods in shop": for messages.
    [[nodiscard]] std::string description() const;
    [[nodiscard]] const std::string& last_resource_version() const {
        return reflector_.last_resource_version();
    }
    /// Why the cache may be behind; nothing while all is well.
    [[nodiscard]] const std::optional<Error>& trouble() const { return reflector_.trouble(); }

protected:
    AnyInformer(const Environment& environment, InformerOptions options);

    void set_synced();
    void undecodable(const Error& error, const EncodedObject& object);
    [[nodiscard]] InformerMetrics& metrics() { return metrics_; }

private:
    virtual void resync() = 0;
    asio::awaitable<void> resync_each(Duration period);

    Environment environment_;
    std::optional<Duration> resync_period_;
    InformerMetrics metrics_;
    Reflector reflector_;
    bool has_started_ = false;
    bool has_synced_ = false;
    io::Signal synced_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::kube
