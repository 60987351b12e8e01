#include "flotilla/kube/runtime/object_traits.hpp"

namespace flotilla::kube {

std::optional<OwnerReference> controller_of(const DynamicObject& object) {
    for (OwnerReference& owner : object.owner_references()) {
        if (owner.controller == true) {
            return std::move(owner);
        }
    }
    return std::nullopt;
}

std::optional<OwnerReference> controller_of(const EncodedObject& object) {
    if (object.controller_uid().empty()) {
        return std::nullopt;  // spares the parse
    }
    return controller_of(DynamicObject{object});
}

}  // namespace flotilla::kube
