#include "flotilla/controllers/horizontal/targets.hpp"

#include <chrono>

#include "flotilla/kube/api/types/autoscaling.gen.hpp"
#include "flotilla/metrics/api/request_path.hpp"

namespace flotilla::controllers::horizontal {
namespace {

constexpr int kTries = 5;
constexpr auto kPause = std::chrono::milliseconds{10};

}  // namespace

asio::awaitable<Result<std::vector<std::string>>> Targets::versions(std::string group) {
    if (group.empty()) {
        co_return std::vector<std::string>{"v1"};
    }
    FLOTILLA_CO_TRY(const kube::Json found, co_await metrics::get_json(client_, "/apis/" + group));
    std::vector<std::string> versions;
    const std::string preferred{kube::find_string(found, {"preferredVersion", "version"}).value_or("")};
    if (!preferred.empty()) {
        versions.push_back(preferred);
    }
    if (const kube::JsonArray* all = kube::find_array(found, {"versions"})) {
        for (const kube::Json& entry : *all) {
            const std::string_view version = kube::find_string(entry, {"version"}).value_or("");
            if (version != preferred) {
                versions.emplace_back(version);
            }
        }
    }
    co_return versions;
}

asio::awaitable<Result<std::vector<kube::ResourceType>>> Targets::resources(
    std::string group, std::string kind
) {
    const std::pair key{group, kind};
    if (const auto known = known_.find(key); known != known_.end()) {
        co_return known->second;
    }
    const auto served = co_await versions(group);
    if (!served && served.error().code != ErrorCode::NotFound) {
        co_return tl::unexpected<Error>{served.error()};
    }
    std::vector<kube::ResourceType> types;
    for (const std::string& version : served.value_or(std::vector<std::string>{})) {
        std::string api_version = group.empty() ? version : fmt::format("{}/{}", group, version);
        FLOTILLA_CO_TRY(const auto found, co_await discovery_.resources(std::move(api_version)));
        for (const kube::ResourceType& type : found) {
            if (type.kind == kind) {
                types.push_back(type);
            }
        }
    }
    if (types.empty()) {
        co_return fail(
            ErrorCode::NotFound, fmt::format("no matches for kind \"{}\" in group \"{}\"", kind, group)
        );
    }
    known_.emplace(key, types);
    co_return types;
}

asio::awaitable<Result<Target>> Targets::find(
    std::string api_version, std::string kind, std::string namespace_, std::string name
) {
    FLOTILLA_CO_TRY(const kube::GroupVersion in, kube::parse_group_version(api_version));
    FLOTILLA_CO_TRY(const auto types, co_await resources(in.group, std::move(kind)));
    const kube::ObjectKey key{std::move(namespace_), std::move(name)};
    Error first;
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto scale = co_await client_.scale(types[i], key);
        if (scale) {
            co_return Target{types[i], std::move(*scale)};
        }
        if (i == 0) {
            first = scale.error();
        }
    }
    co_return tl::unexpected<Error>{std::move(first)};
}

asio::awaitable<Result<void>> Targets::write_scale(const Target& target, std::int64_t replicas) {
    kube::Scale scale;
    scale.metadata.namespace_ = target.scale.key.namespace_;
    scale.metadata.name = target.scale.key.name;
    scale.metadata.uid = target.scale.uid;
    scale.metadata.resource_version = target.scale.resource_version;
    scale.spec.replicas = static_cast<std::int32_t>(replicas);
    kube::WriteOptions options;
    options.subresource = "scale";
    const auto written =
        co_await client_.update(target.type, target.scale.key, kube::to_json(kube::encode(scale)), options);
    if (!written) {
        co_return tl::unexpected<Error>{written.error()};
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Targets::rescale(Target target, std::int64_t replicas) {
    for (int attempt = 1;; ++attempt) {
        const auto written = co_await write_scale(target, replicas);
        if (written || written.error().code != ErrorCode::Conflict || attempt == kTries) {
            co_return written;
        }
        if (auto latest = co_await client_.scale(target.type, target.scale.key)) {
            target.scale = std::move(*latest);
        }
        co_await client_.clock().sleep_for(kPause);
    }
}

}  // namespace flotilla::controllers::horizontal
