#pragma once
#include <string>

#include "flotilla/sim/workload/request.hpp"

/// Parts of a request joined to one shape.
namespace flotilla::sim::workload::detail {

/// @param ram_mb memory of a usage whose type says nothing of it
Result<Shape> compose(const MakeShape& make, double ram_mb, const Part& part, const Grid& grid);

/// Cuts what a file has to as many steps as are wanted.
Result<void> cut(Shape& shape, std::size_t count, const std::string& file);

}  // namespace flotilla::sim::workload::detail
