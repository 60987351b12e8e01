#pragma once
#include <string>

#include "flotilla/kube/client/client.hpp"

/// Finalizers of our own on objects, added and removed without touching those of others.
namespace flotilla::kube {

/// Adds the finalizer by a patch that holds only if the object is still as seen. The object as it is then;
/// without a request when it has the finalizer already. Conflict: it changed meanwhile, look again. An object
/// that is being deleted fails with InvalidArgument: the server takes no new finalizers there.
asio::awaitable<Result<SharedObject>> add_finalizer(
    Client& client, ResourceType type, SharedObject object, std::string finalizer
);

/// Removes it in the same way; null when the object is gone, which it may be with its last finalizer.
asio::awaitable<Result<SharedObject>> remove_finalizer(
    Client& client, ResourceType type, SharedObject object, std::string finalizer
);

}  // namespace flotilla::kube
