#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// metav1.DeleteOptions.
struct DeleteOptions {
    enum class Propagation { Unset, Background, Foreground, Orphan };

    std::optional<std::int64_t> grace_seconds;
    std::optional<std::string> uid;
    std::optional<std::string> resource_version;
    Propagation propagation = Propagation::Unset;
    bool dry_run = false;

    /// From the body, or without one from the URL. 400 for what cannot be read, 422 for what makes no sense.
    static Outcome<DeleteOptions> parse(const ApiRequest& request);
    /// From the JSON of one.
    static Outcome<DeleteOptions> from_json(const kube::Json& json);
};

}  // namespace flotilla::cluster
