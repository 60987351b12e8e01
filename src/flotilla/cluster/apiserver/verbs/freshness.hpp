#pragma once
#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/store/change.hpp"

/// Reads that ask for a state "not older than" a resourceVersion.
namespace flotilla::cluster {

/// 504: the client has seen a version that this server has not.
kube::Status too_large_version(Revision wanted, Revision current);

/// Waits up to three seconds, as long as Kubernetes waits, for the store to come to `wanted`; then 504.
/// @param collection whose changes are a reason to look again
boost::asio::awaitable<Outcome<void>> await_version(Core& core, Collection& collection, Revision wanted);

}  // namespace flotilla::cluster
