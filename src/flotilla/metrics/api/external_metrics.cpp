#include "flotilla/metrics/api/external_metrics.hpp"

#include <fmt/format.h>

#include "flotilla/metrics/api/request_path.hpp"

namespace flotilla::metrics {

boost::asio::awaitable<Result<std::vector<MeasuredValue>>> external_values(
    kube::Client& client, std::string namespace_, std::string metric, std::string selector
) {
    std::string path = fmt::format(
        "/apis/external.metrics.k8s.io/v1beta1/namespaces/{}/{}", encoded(namespace_), encoded(metric)
    );
    std::string target = with_query(std::move(path), {{"labelSelector", selector}});
    FLOTILLA_CO_TRY(const kube::Json list, co_await get_json(client, std::move(target)));
    co_return parse_measured_values(list);
}

}  // namespace flotilla::metrics
