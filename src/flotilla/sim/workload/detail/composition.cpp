#include "flotilla/sim/workload/detail/composition.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace flotilla::sim::workload::detail {
namespace {

using model::SeriesKind;

/// Joins two shapes of equal length value by value.
template <class Operation>
void join_values(Shape& into, const Shape& other, Operation join) {
    const auto each = [&](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
            left[i] = join(left[i], right[i]);
        }
    };
    each(into.values, other.values);
    each(into.memory_mb, other.memory_mb);
}

double total_weight(const Part& part) {
    return std::accumulate(part.parts.begin(), part.parts.end(), 0.0, [](double sum, const Part& inner) {
        return sum + inner.weight;
    });
}

/// Each part has its own chance: the same type twice in a sum is not the same noise twice.
Grid for_part(const Grid& grid, std::size_t index) {
    Grid own = grid;
    if (index > 0) {
        own.seed = RandomStream{grid.seed, fmt::format("workload/part/{}", index)}.next();
    }
    return own;
}

class Composer {
public:
    Composer(const MakeShape& make, double ram_mb) : make_(make), ram_mb_(ram_mb) {}

    Result<Shape> shape(const Part& part, const Grid& grid) const {
        switch (part.join) {
            case Join::None:
                return single(part, grid);
            case Join::Then:
                return sequence(part, grid);
            default:
                return together(part, grid);
        }
    }

private:
    Result<Shape> single(const Part& part, const Grid& grid) const {
        FLOTILLA_TRY(Shape shape, make_(part, grid));
        if (shape.file && grid.count > 0) {
            FLOTILLA_CHECK(cut(shape, grid.count, part.parameters.at("file")));
        }
        const SeriesKind kind = shape.file && shape.file->kind ? *shape.file->kind : grid.kind;
        if (kind == SeriesKind::Usage && shape.memory_mb.empty()) {
            shape.memory_mb.assign(shape.values.size(), ram_mb_);
        }
        return shape;
    }

    Result<Shape> together(const Part& part, const Grid& grid) const {
        const double weights = total_weight(part);
        Shape joined;
        for (std::size_t i = 0; i < part.parts.size(); ++i) {
            FLOTILLA_TRY(Shape next, shape(part.parts[i], for_part(grid, i)));
            if (part.join == Join::Mix) {
                scale(next, part.parts[i].weight / weights);
            }
            add_notes(joined, next);
            if (i == 0) {
                joined.values = std::move(next.values);
                joined.memory_mb = std::move(next.memory_mb);
            } else if (part.join == Join::Product) {
                // Memory is an amount, not a factor: it stays the left side's.
                next.memory_mb.clear();
                join_values(joined, next, std::multiplies<>{});
            } else {
                join_values(joined, next, std::plus<>{});
            }
        }
        return joined;
    }

    Result<Shape> sequence(const Part& part, const Grid& grid) const {
        const double weights = total_weight(part);
        Shape joined;
        double passed = 0;
        for (std::size_t i = 0; i < part.parts.size(); ++i) {
            passed += part.parts[i].weight;
            const auto end =
                static_cast<std::size_t>(std::llround(passed / weights * static_cast<double>(grid.count)));
            Grid own = for_part(grid, i);
            own.count = end - joined.values.size();
            FLOTILLA_TRY(const Shape next, shape(part.parts[i], own));
            add_notes(joined, next);
            joined.values.insert(joined.values.end(), next.values.begin(), next.values.end());
            joined.memory_mb.insert(joined.memory_mb.end(), next.memory_mb.begin(), next.memory_mb.end());
        }
        return joined;
    }

    static void add_notes(Shape& joined, const Shape& next) {
        if (!next.file) {
            return;
        }
        if (!joined.file) {
            joined.file.emplace();
        }
        joined.file->notes.insert(joined.file->notes.end(), next.file->notes.begin(), next.file->notes.end());
    }

    static void scale(Shape& shape, double factor) {
        for (std::vector<double>* values : {&shape.values, &shape.memory_mb}) {
            for (double& value : *values) {
                value *= factor;
            }
        }
    }

    const MakeShape& make_;
    double ram_mb_;
};

}  // namespace

Result<void> cut(Shape& shape, std::size_t count, const std::string& file) {
    if (shape.values.size() < count) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{} holds {} steps, {} are asked for", file, shape.values.size(), count)
        );
    }
    shape.values.resize(count);
    shape.memory_mb.resize(std::min(shape.memory_mb.size(), count));
    std::erase_if(shape.file->missing, [count](std::size_t step) { return step >= count; });
    return {};
}

Result<Shape> compose(const MakeShape& make, double ram_mb, const Part& part, const Grid& grid) {
    return Composer{make, ram_mb}.shape(part, grid);
}

}  // namespace flotilla::sim::workload::detail
