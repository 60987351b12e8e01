#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/model/workload_series.hpp"
#include "flotilla/sim/workload/grid.hpp"
#include "flotilla/sim/workload/noise.hpp"

/// A workload that was asked for, and its series.
namespace flotilla::sim::workload {

/// How parts become one.
enum class Join {
    None,     ///< a type by itself
    Sum,      ///< a + b
    Product,  ///< a * b, step by step: let the right side have the mean 1
    Then,     ///< one after the other, each for its weight's share of the time
    Mix,      ///< the mean of both by weight
};

/// A type with its parameters, or parts joined.
struct Part {
    std::string type;
    std::map<std::string, std::string> parameters;
    Join join = Join::None;
    std::vector<Part> parts;
    double weight = 1;

    friend bool operator==(const Part&, const Part&) = default;
};

/// The expression that `parse_expression` reads: "sinusoidal(mean=50) + flash_crowd".
std::string to_text(const Part& part);

/// Reads types, "type(name=value, list=[1,2])", joined by `*`, `+`, `mix`, `then` (the first binds
/// strongest), with parentheses. A number and a colon before a part is its weight: "3: constant mix step".
/// InvalidArgument names the place.
Result<Part> parse_expression(std::string_view text);

/// Applied to what the types make, in this order.
struct CommonOptions {
    std::optional<model::SeriesKind> kind;  ///< else the type's
    std::optional<Duration> step;           ///< else the type's, or the file's
    std::optional<Duration> duration;
    Duration skip{0};          ///< of the workload's time, before it begins
    double time_compress = 1;  ///< k: a workload of k hours within one
    NoiseOptions noise;
    double scale = 1;
    double offset = 0;              ///< added; what falls below 0 is 0
    std::optional<double> mean;     ///< rescaled to it, after all of the above
    std::optional<double> peak;     ///< the same by the largest value; not both
    std::optional<double> clip;     ///< nothing above
    double missing = 0;             ///< the share of steps of which no sample is taken
    double ram_mb = 512;            ///< memory of a usage whose type says nothing of it
    std::optional<WallTime> start;  ///< for the file; the types begin on a Monday at midnight

    friend bool operator==(const CommonOptions&, const CommonOptions&) = default;
};

struct WorkloadRequest {
    Part what;
    CommonOptions options;
    std::uint64_t seed = 1;

    friend bool operator==(const WorkloadRequest&, const WorkloadRequest&) = default;
};

/// Longest series that is generated.
inline constexpr std::size_t kMaxSteps = 10'000'000;

/// Makes the shape of a part that is no join; the grid's count is 0 when the part's own length is wanted.
using MakeShape = std::function<Result<Shape>(const Part& part, const Grid& grid)>;

/// The shape of a type of the catalog. InvalidArgument names type and parameter.
Result<Shape> make_from_catalog(const Part& part, const Grid& grid);

/// The series: a function of the request (and of `make`, for those who also load files).
/// InvalidArgument: an unknown type or parameter, a kind that the type cannot make, too many steps, a mean
/// that cannot be reached.
Result<model::WorkloadSeries> generate(
    const WorkloadRequest& request, const MakeShape& make = make_from_catalog
);

}  // namespace flotilla::sim::workload
