#include "flotilla/controllers/group/survey.hpp"

#include "flotilla/resources/scaling_group.hpp"

namespace flotilla::controllers::group {
namespace {

using Objects = std::vector<kube::SharedObject>;

asio::awaitable<Result<Objects>> list_or_none(
    kube::Client& client,
    const kube::ResourceType& type,
    const std::string& namespace_,
    std::vector<Error>& gaps
) {
    auto list = co_await client.list(type, namespace_);
    if (list) {
        co_return std::move(list->items);
    }
    if (list.error().code == ErrorCode::NotFound) {
        co_return Objects{};
    }
    if (list.error().code == ErrorCode::Forbidden) {
        gaps.push_back(list.error());
        co_return Objects{};
    }
    co_return tl::unexpected<Error>{list.error()};
}

}  // namespace

asio::awaitable<Result<Survey>> survey(kube::Client& client, std::string namespace_) {
    static const kube::ResourceType kHpas{
        "autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true
    };
    static const kube::ResourceType kScaledObjects{
        "keda.sh", "v1alpha1", "scaledobjects", "ScaledObject", true
    };
    Survey seen;
    auto groups = co_await list_or_none(client, resources::scaling_group_resource(), namespace_, seen.gaps);
    if (!groups) {
        co_return tl::unexpected<Error>{groups.error()};
    }
    seen.groups = std::move(*groups);
    const auto hpas = co_await list_or_none(client, kHpas, namespace_, seen.gaps);
    if (!hpas) {
        co_return tl::unexpected<Error>{hpas.error()};
    }
    for (const kube::SharedObject& hpa : *hpas) {
        const kube::Json json = hpa->parsed();
        for (OtherScaler& scaler : scalers_of_hpa(json)) {
            seen.scalers.push_back(std::move(scaler));
        }
        if (auto recommendation = recommendation_of(json, client.clock().wall_now())) {
            seen.recommendations.insert(std::move(*recommendation));
        }
    }
    const auto scaled_objects = co_await list_or_none(client, kScaledObjects, namespace_, seen.gaps);
    if (!scaled_objects) {
        co_return tl::unexpected<Error>{scaled_objects.error()};
    }
    for (const kube::SharedObject& scaled_object : *scaled_objects) {
        const kube::Json json = scaled_object->parsed();
        for (OtherScaler& scaler : scalers_of_scaled_object(json)) {
            seen.scalers.push_back(std::move(scaler));
        }
    }
    co_return seen;
}

}  // namespace flotilla::controllers::group
