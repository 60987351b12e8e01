#include "flotilla/cluster/schema/schema.hpp"

#include <algorithm>

namespace flotilla::cluster {

const Schema* Schema::named(std::string_view field) const {
    const auto found = std::ranges::lower_bound(fields, field, {}, &SchemaField::name);
    return found != fields.end() && found->name == field ? found->schema : nullptr;
}

const Schema* Schema::child(std::string_view field) const {
    if (const Schema* schema = named(field)) {
        return schema;
    }
    return shape == Shape::List ? nullptr : element;
}

std::string_view Schema::short_name() const {
    return name.substr(name.rfind('.') + 1);
}

}  // namespace flotilla::cluster
