#include "flotilla/kube/client/discovery.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube {
namespace {

Result<std::vector<ResourceType>> decode_resources(std::string_view body, const GroupVersion& in) {
    FLOTILLA_TRY(const Json json, parse_json(body));
    std::vector<ResourceType> types;
    const JsonArray* resources = find_array(json, {"resources"});
    if (resources == nullptr) {
        return fail(ErrorCode::InvalidArgument, "no APIResourceList");
    }
    for (const Json& resource : *resources) {
        const std::string name{find_string(resource, {"name"}).value_or("")};
        if (name.empty() || name.find('/') != std::string::npos) {
            continue;  // a subresource
        }
        ResourceType type;
        type.group = in.group;
        type.version = in.version;
        type.plural = name;
        type.kind = find_string(resource, {"kind"}).value_or("");
        type.namespaced = find_bool(resource, {"namespaced"}).value_or(false);
        types.push_back(std::move(type));
    }
    return types;
}

const ResourceType* of_kind(const std::vector<ResourceType>& types, std::string_view kind) {
    const auto found =
        std::find_if(types.begin(), types.end(), [kind](const ResourceType& t) { return t.kind == kind; });
    return found == types.end() ? nullptr : &*found;
}

}  // namespace

asio::awaitable<Result<ResourceType>> Discovery::find(std::string api_version, std::string kind) {
    if (const auto known = known_.find(api_version); known != known_.end()) {
        if (const ResourceType* type = of_kind(known->second, kind)) {
            co_return *type;
        }
    }
    FLOTILLA_CO_TRY(const std::vector<ResourceType> types, co_await resources(api_version));
    if (const ResourceType* type = of_kind(types, kind)) {
        co_return *type;
    }
    co_return fail(
        ErrorCode::NotFound,
        fmt::format(
            "the server has no kind {} in {}; is its CustomResourceDefinition installed?", kind, api_version
        )
    );
}

asio::awaitable<Result<std::vector<ResourceType>>> Discovery::resources(std::string api_version) {
    FLOTILLA_CO_TRY(const GroupVersion in, parse_group_version(api_version));
    const std::string prefix = in.group.empty() ? "/api/" : "/apis/";
    auto body = co_await client_.get_raw(prefix + api_version);
    if (!body && body.error().code == ErrorCode::NotFound) {
        co_return fail(
            ErrorCode::NotFound,
            fmt::format(
                "the server does not serve {}; is its CustomResourceDefinition installed?", api_version
            )
        );
    }
    if (!body) {
        co_return tl::unexpected<Error>{std::move(body).error()};
    }
    auto types = decode_resources(*body, in);
    if (!types) {
        co_return with_context(std::move(types).error(), fmt::format("discovering {}", api_version));
    }
    known_.insert_or_assign(std::move(api_version), *types);
    co_return types;
}

}  // namespace flotilla::kube
