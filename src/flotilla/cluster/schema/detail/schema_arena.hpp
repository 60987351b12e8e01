#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

#include "flotilla/cluster/schema/constraints.hpp"
#include "flotilla/cluster/schema/schema.hpp"

/// The memory of one graph of schemas: nodes and their strings, all at addresses that do not change.
namespace flotilla::cluster::detail {

class SchemaArena {
public:
    SchemaArena() = default;
    SchemaArena(const SchemaArena&) = delete;
    SchemaArena& operator=(const SchemaArena&) = delete;
    SchemaArena(SchemaArena&&) = delete;
    SchemaArena& operator=(SchemaArena&&) = delete;
    ~SchemaArena() = default;

    /// One copy of each string, as long as the arena lives.
    std::string_view intern(std::string_view text) { return *strings_.emplace(text).first; }
    /// Visits the nodes of definitions, and their copies.
    template <class Visit>
    void for_each_named(Visit visit) {
        for (Schema& schema : schemas_) {
            if (!schema.name.empty()) {
                visit(schema);
            }
        }
    }
    Schema& make() { return schemas_.emplace_back(); }
    Constraints& make_constraints() { return constraints_.emplace_back(); }
    /// A node for a scalar without further rules; the same for the same shape and format.
    const Schema& scalar(Shape shape, Format format);

private:
    std::unordered_set<std::string> strings_;
    std::deque<Schema> schemas_;
    std::deque<Constraints> constraints_;
    std::deque<Schema> scalars_;
};

}  // namespace flotilla::cluster::detail
