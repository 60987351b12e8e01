#include "flotilla/cluster/schema/detail/schema_arena.hpp"

#include <algorithm>

namespace flotilla::cluster::detail {

const Schema& SchemaArena::scalar(Shape shape, Format format) {
    const auto found = std::ranges::find_if(scalars_, [&](const Schema& schema) {
        return schema.shape == shape && schema.format == format;
    });
    if (found != scalars_.end()) {
        return *found;
    }
    Schema& made = scalars_.emplace_back();
    made.shape = shape;
    made.format = format;
    return made;
}

}  // namespace flotilla::cluster::detail
