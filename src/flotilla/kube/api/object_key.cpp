#include "flotilla/kube/api/object_key.hpp"

namespace flotilla::kube {

std::string to_string(const ObjectKey& key) {
    return key.namespace_.empty() ? key.name : fmt::format("{}/{}", key.namespace_, key.name);
}

}  // namespace flotilla::kube
