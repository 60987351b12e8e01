#pragma once
#include <cstdint>
#include <memory>

#include "flotilla/kube/api/encoded_object.hpp"

/// What the store holds and what it tells of.
namespace flotilla::cluster {

/// The store's clock: every write is one step. An object's resourceVersion is the revision that wrote it.
using Revision = std::uint64_t;

using ObjectPtr = std::shared_ptr<const kube::EncodedObject>;

/// One write, as a watch tells it.
struct Change {
    enum class Type : std::uint8_t { Added, Modified, Deleted };

    Revision revision = 0;
    Type type = Type::Added;
    ObjectPtr object;    ///< the new state; of a deletion the last state, with the deletion's resourceVersion
    ObjectPtr previous;  ///< what was there before; null for Added
};

}  // namespace flotilla::cluster
