#pragma once
#include <charconv>

#include "flotilla/kube/api/types/apps.gen.hpp"
#include "flotilla/kube/runtime/informer.hpp"
#include "flotilla/kube/runtime/reconciler.hpp"

namespace flotilla::examples {

using namespace kube;

/// Keeps Deployments at or below the replicas that their annotation example.org/max-replicas allows.
class ReplicaLimit final : public Reconciler {
public:
    ReplicaLimit(const Informer<Deployment>& deployments, Client& client)
        : deployments_(deployments), client_(client) {}

    asio::awaitable<Result<Requeue>> reconcile(ObjectKey key) override {
        const auto deployment = deployments_.find(key);
        const auto limit = deployment ? limit_of(*deployment) : std::nullopt;
        if (limit && deployment->spec.replicas.value_or(1) > *limit) {
            FLOTILLA_CO_CHECK(co_await client_.set_scale(resource_of<Deployment>(), key, *limit));
        }
        co_return Requeue::never();
    }

private:
    static std::optional<int> limit_of(const Deployment& deployment) {
        const auto& annotations = deployment.metadata.annotations;
        const auto found = annotations.find("example.org/max-replicas");
        const std::string text = found == annotations.end() ? "" : found->second;
        int limit = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
        return error == std::errc{} ? std::optional{limit} : std::nullopt;
    }

    const Informer<Deployment>& deployments_;
    Client& client_;
};

}  // namespace flotilla::examples
