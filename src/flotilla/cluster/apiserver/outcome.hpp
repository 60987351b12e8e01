#pragma once
#include <utility>

#include <tl/expected.hpp>

#include "flotilla/kube/api/status.hpp"

namespace flotilla::cluster {

/// What a request comes to: a value, or the Status that tells the client why not.
template <class T>
using Outcome = tl::expected<T, kube::Status>;

/// A refusal to return: `return reject(kube::statuses::bad_request("…"))`.
inline tl::unexpected<kube::Status> reject(kube::Status status) {
    return tl::unexpected<kube::Status>{std::move(status)};
}

}  // namespace flotilla::cluster

// NOLINTBEGIN(cppcoreguidelines-macro-usage): control flow that a function cannot express.
#define FLOTILLA_CLUSTER_OUTCOME(holder, declaration, expression)                     \
    auto holder = (expression);                                                       \
    if (!holder) {                                                                    \
        return ::tl::unexpected<::flotilla::kube::Status>{std::move(holder).error()}; \
    }                                                                                 \
    declaration = std::move(holder).value()

/// FLOTILLA_TRY for Outcomes.
#define FLOTILLA_TRY_OUTCOME(declaration, ...) \
    FLOTILLA_CLUSTER_OUTCOME(FLOTILLA_CONCAT(outcome_, __LINE__), declaration, (__VA_ARGS__))
/// FLOTILLA_CHECK for Outcomes.
#define FLOTILLA_CHECK_OUTCOME(...)                                                    \
    if (auto outcome = (__VA_ARGS__); !outcome) {                                      \
        return ::tl::unexpected<::flotilla::kube::Status>{std::move(outcome).error()}; \
    }
// NOLINTEND(cppcoreguidelines-macro-usage)
