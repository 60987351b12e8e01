#include "flotilla/kube/runtime/any_informer.hpp"

#include <utility>

namespace flotilla::kube {

AnyInformer::AnyInformer(const Environment& environment, InformerOptions options)
    : environment_(environment),
      resync_period_(options.resync),
      metrics_(environment.metrics, options.type.group_resource()),
      reflector_(environment, std::move(options), *this, metrics_),
      synced_(environment.executor),
      tasks_(environment.executor) {}

void AnyInformer::start() {
    if (std::exchange(has_started_, true)) {
        return;
    }
    tasks_.spawn(reflector_.run());
    if (resync_period_) {
        tasks_.spawn(resync_each(*resync_period_));
    }
}

asio::awaitable<void> AnyInformer::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> AnyInformer::wait_for_sync() {
    while (!has_synced_) {
        co_await synced_.wait();
    }
}

asio::awaitable<void> AnyInformer::resync_each(Duration period) {
    while (true) {
        co_await environment_.clock().sleep_for(period);
        resync();
    }
}

std::string AnyInformer::description() const {
    const ReflectorOptions& options = reflector_.options();
    std::string text = options.type.group_resource();
    if (!options.namespace_.empty()) {
        text += " in " + options.namespace_;
    }
    return text;
}

void AnyInformer::set_synced() {
    if (std::exchange(has_synced_, true)) {
        return;
    }
    metrics_.synced.set(1);
    synced_.notify_all();
}

void AnyInformer::undecodable(const Error& error, const EncodedObject& object) {
    metrics_.undecodable.add();
    environment_.log.error(
        "cannot decode an object, the cache keeps what it had",
        {{"resource", reflector_.options().type.group_resource()}, {"object", object.key()}, {"error", error}}
    );
}

}  // namespace flotilla::kube
