#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/apiserver/registry/resource.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"
#include "flotilla/kube/api/selector.hpp"

namespace flotilla::cluster {

/// Which objects of a collection a request is about: labelSelector and fieldSelector.
class Selection {
public:
    /// 400 for a selector that cannot be read, or a field that this resource cannot be selected by.
    static Outcome<Selection> parse(const RequestInfo& info, const Resource& resource);

    [[nodiscard]] bool is_everything() const { return labels_.is_everything() && fields_.empty(); }
    [[nodiscard]] bool matches(const kube::EncodedObject& object) const;
    /// The one name that can match, when the fields say so.
    [[nodiscard]] std::optional<std::string> only_name() const;

private:
    struct Field {
        std::string path;  ///< in the stored version
        std::string value;
        bool equal = true;
        std::string absent;  ///< what a missing field counts as
    };
    kube::LabelSelector labels_;
    std::vector<Field> fields_;
};

}  // namespace flotilla::cluster
