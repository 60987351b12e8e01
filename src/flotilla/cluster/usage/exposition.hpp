#pragma once
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/store/store.hpp"
#include "flotilla/cluster/usage/monitor.hpp"
#include "flotilla/io/http/handler.hpp"

namespace flotilla::cluster::usage {

/// What containers use, under cAdvisor's names, each sample with the time of its reading.
std::string cadvisor_page(const Monitor& monitor);

/// What the API objects say, under the names of kube-state-metrics: pods, Deployments,
/// HorizontalPodAutoscalers.
std::string state_page(Store& store);

/// The pages for a Prometheus: /metrics/cadvisor, /metrics/state, and /metrics for both.
class Exposition final : public io::http::Handler {
public:
    /// @param store, monitor  outlive this
    Exposition(Store& store, const Monitor& monitor) : store_{store}, monitor_{monitor} {}

    boost::asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

private:
    Store& store_;
    const Monitor& monitor_;
};

}  // namespace flotilla::cluster::usage
