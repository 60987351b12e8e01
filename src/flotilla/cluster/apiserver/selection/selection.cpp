#include "flotilla/cluster/apiserver/selection/selection.hpp"

#include <fmt/format.h>

#include "flotilla/cluster/apiserver/selection/field_lookup.hpp"
#include "flotilla/cluster/apiserver/selection/selectable_fields.hpp"

namespace flotilla::cluster {

Outcome<Selection> Selection::parse(const RequestInfo& info, const Resource& resource) {
    Selection selection;
    auto labels = kube::LabelSelector::parse(info.query.value("labelSelector"));
    if (!labels) {
        return reject(kube::statuses::bad_request(labels.error().message));
    }
    selection.labels_ = std::move(*labels);
    const auto fields = kube::FieldSelector::parse(info.query.value("fieldSelector"));
    if (!fields) {
        return reject(kube::statuses::bad_request(fields.error().message));
    }
    for (const auto& requirement : fields->requirements()) {
        const auto field = selectable_field(resource, requirement.field);
        if (!field) {
            return reject(
                kube::statuses::bad_request(fmt::format("field label not supported: {}", requirement.field))
            );
        }
        selection.fields_.push_back(Field{field->path, requirement.value, requirement.equal, field->absent});
    }
    return selection;
}

bool Selection::matches(const kube::EncodedObject& object) const {
    for (const Field& field : fields_) {
        bool equal = false;
        if (field.path == "metadata.name") {
            equal = object.name() == field.value;
        } else if (field.path == "metadata.namespace") {
            equal = object.namespace_() == field.value;
        } else {
            equal = lookup_field(object.json(), field.path).value_or(field.absent) == field.value;
        }
        if (equal != field.equal) {
            return false;
        }
    }
    return labels_.is_everything() || labels_.matches(object);
}

std::optional<std::string> Selection::only_name() const {
    for (const Field& field : fields_) {
        if (field.path == "metadata.name" && field.equal) {
            return field.value;
        }
    }
    return std::nullopt;
}

}  // namespace flotilla::cluster
