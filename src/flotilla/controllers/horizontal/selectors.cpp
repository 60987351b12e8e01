#include "flotilla/controllers/horizontal/selectors.hpp"

#include <algorithm>

namespace flotilla::controllers::horizontal {

std::vector<kube::ObjectKey> Selectors::selecting(
    const std::string& namespace_, const std::vector<kube::SharedObject>& pods
) const {
    std::vector<kube::ObjectKey> found;
    for (auto it = selectors_.lower_bound({namespace_, ""});
         it != selectors_.end() && it->first.namespace_ == namespace_;
         ++it) {
        const kube::LabelSelector& selector = it->second;
        if (std::ranges::any_of(pods, [&](const kube::SharedObject& pod) {
                return selector.matches(*pod);
            })) {
            found.push_back(it->first);
        }
    }
    return found;
}

}  // namespace flotilla::controllers::horizontal
