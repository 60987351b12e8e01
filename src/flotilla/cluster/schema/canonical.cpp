#include "flotilla/cluster/schema/canonical.hpp"

#include <string>

#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster {
namespace {

void canonicalize_quantity(kube::Json& value) {
    if (!value.is_string() && !value.is_number()) {
        return;
    }
    const std::string text =
        value.is_string() ? std::string{kube::text_of(value.get_string())} : kube::to_json(value);
    if (const auto quantity = kube::Quantity::parse(text)) {
        value = quantity->text();
    }
}

}  // namespace

void canonicalize(const Schema& schema, kube::Json& object) {
    if (schema.shape == Shape::Quantity) {
        canonicalize_quantity(object);
    } else if (boost::json::object* fields = object.if_object()) {
        for (auto& [name, value] : *fields) {
            if (const Schema* known = schema.child(name)) {
                canonicalize(*known, value);
            }
        }
    } else if (boost::json::array* elements = object.if_array();
               elements != nullptr && schema.element != nullptr) {
        for (kube::Json& element : *elements) {
            canonicalize(*schema.element, element);
        }
    }
}

}  // namespace flotilla::cluster
