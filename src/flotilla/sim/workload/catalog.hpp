#pragma once
#include <span>
#include <string_view>

#include "flotilla/base/parameters.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// The one list of workload types; the command line, property tests and docs read it.
namespace flotilla::sim::workload {

/// What a type stands for.
enum class TypeClass {
    Formula,      ///< is what it says
    Synthesiser,  ///< stands in for a data set that one may have as a file
    File,         ///< only what a file has
};

/// Which kinds of series a type can make.
enum class TypeKinds { Any, Arrivals, Usage };

struct WorkloadType {
    std::string_view name;
    TypeClass stands_for;
    TypeKinds kinds;
    Duration usual_step;
    Duration usual_duration;
    std::string_view summary;
    /// Null for File.
    Result<Shape> (*make)(Parameters& parameters, const Grid& grid);
};

std::span<const WorkloadType> workload_catalog();

/// InvalidArgument lists the types that there are.
Result<const WorkloadType*> find_type(std::string_view name);

/// Whether the type can make a series of that kind.
bool can_make(const WorkloadType& type, model::SeriesKind kind);
/// The kind that it makes when nobody asks for another.
model::SeriesKind usual_kind(const WorkloadType& type);

}  // namespace flotilla::sim::workload
