#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/object_key.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::controllers::horizontal {

/// Which pods each HPA selects, as its last sync found; before that it selects none.
class Selectors {
public:
    void set(const kube::ObjectKey& autoscaler, kube::LabelSelector selector) {
        selectors_.insert_or_assign(autoscaler, std::move(selector));
    }
    void forget(const kube::ObjectKey& autoscaler) { selectors_.erase(autoscaler); }

    /// The HPAs of a namespace that select at least one of these pods, in the order of their names.
    [[nodiscard]] std::vector<kube::ObjectKey> selecting(
        const std::string& namespace_, const std::vector<kube::SharedObject>& pods
    ) const;

private:
    std::map<kube::ObjectKey, kube::LabelSelector> selectors_;
};

}  // namespace flotilla::controllers::horizontal
