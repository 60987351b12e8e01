#include "flotilla/kube/api/object_meta.hpp"

#include <algorithm>

namespace flotilla::kube {

const OwnerReference* ObjectMeta::controller() const {
    const auto found =
        std::find_if(owner_references.begin(), owner_references.end(), [](const OwnerReference& owner) {
            return owner.controller.value_or(false);
        });
    return found == owner_references.end() ? nullptr : &*found;
}

}  // namespace flotilla::kube
