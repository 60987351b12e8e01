#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "flotilla/sim/workload/catalog.hpp"
#include "flotilla/sim/workload/request.hpp"

namespace flotilla::sim::workload {
namespace {

using model::SeriesKind;
using model::WorkloadSeries;

/// The first type in a part: it says step, duration and kind when nobody else does.
const Part& leading(const Part& part) {
    return part.join == Join::None ? part : leading(part.parts.front());
}

void for_each_type(const Part& part, const std::function<void(const Part&)>& visit) {
    if (part.join == Join::None) {
        visit(part);
    }
    for (const Part& inner : part.parts) {
        for_each_type(inner, visit);
    }
}

bool is_file(const Part& part) {
    return part.parameters.contains("file");
}

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
    /// @param ram_mb memory of a usage whose type says nothing of it
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
        if (grid.kind == SeriesKind::Usage && shape.memory_mb.empty()) {
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
            if (i == 0) {
                joined = std::move(next);
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
            joined.values.insert(joined.values.end(), next.values.begin(), next.values.end());
            joined.memory_mb.insert(joined.memory_mb.end(), next.memory_mb.begin(), next.memory_mb.end());
        }
        return joined;
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

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The mean of the values times `factor`, none above `most`.
double clipped_mean(const std::vector<double>& values, double factor, double most) {
    double sum = 0;
    for (const double value : values) {
        sum += std::min(value * factor, most);
    }
    return sum / static_cast<double>(values.size());
}

/// The factor that brings the mean, after clipping, to `wanted`.
Result<double> factor_for_mean(const std::vector<double>& values, double wanted, std::optional<double> clip) {
    const double now = mean_of(values);
    if (now <= 0 && wanted > 0) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("a workload of zeros cannot have the mean {}", wanted)
        );
    }
    if (!clip || wanted == 0) {
        return wanted == 0 ? 0.0 : wanted / now;
    }
    double low = wanted / now;  // without the clip: a lower bound
    double high = low;
    for (int doublings = 0; clipped_mean(values, high, *clip) < wanted; ++doublings) {
        if (doublings == 64) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("clipped to {} the mean cannot be {}", *clip, wanted)
            );
        }
        high *= 2;
    }
    for (int round = 0; round < 60; ++round) {
        const double middle = (low + high) / 2;
        (clipped_mean(values, middle, *clip) < wanted ? low : high) = middle;
    }
    return high;
}

Result<void> rescale(std::vector<double>& values, const CommonOptions& options) {
    double factor = 1;
    if (options.mean) {
        FLOTILLA_TRY(factor, factor_for_mean(values, *options.mean, options.clip));
    } else if (options.peak) {
        const double highest = *std::max_element(values.begin(), values.end());
        if (highest <= 0 && *options.peak > 0) {
            return fail(ErrorCode::InvalidArgument, "a workload of zeros cannot be brought to a peak");
        }
        factor = highest > 0 ? *options.peak / highest : 1;
    }
    const double most = options.clip.value_or(std::numeric_limits<double>::infinity());
    for (double& value : values) {
        value = std::min(value * factor, most);
    }
    return {};
}

Result<void> apply(const CommonOptions& options, std::uint64_t seed, std::vector<double>& values) {
    RandomStream random{seed, "workload/noise"};
    const std::vector<double> noise = noise_factors(options.noise, values.size(), random);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::max(0.0, values[i] * noise[i] * options.scale + options.offset);
    }
    return rescale(values, options);
}

std::vector<std::size_t> missing_steps(double share, std::uint64_t seed, std::size_t count) {
    RandomStream random{seed, "workload/missing"};
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; share > 0 && i < count; ++i) {
        if (random.uniform() < share) {
            missing.push_back(i);
        }
    }
    return missing;
}

tl::unexpected<Error> bad_option(std::string_view name, double value, std::string_view wanted) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{} {}: it must be {}", name, value, wanted));
}

Result<void> check(const CommonOptions& options) {
    const auto amount = [](std::string_view name, std::optional<double> value) -> Result<void> {
        if (value && !(std::isfinite(*value) && *value >= 0)) {
            return bad_option(name, *value, "a number of 0 or more");
        }
        return {};
    };
    FLOTILLA_CHECK(amount("scale", options.scale));
    FLOTILLA_CHECK(amount("mean", options.mean));
    FLOTILLA_CHECK(amount("peak", options.peak));
    FLOTILLA_CHECK(amount("clip", options.clip));
    FLOTILLA_CHECK(amount("ram", options.ram_mb));
    FLOTILLA_CHECK(amount("noise sigma", options.noise.sigma));
    if (options.mean && options.peak) {
        return fail(ErrorCode::InvalidArgument, "mean and peak cannot both be given");
    }
    if (!std::isfinite(options.offset)) {
        return bad_option("offset", options.offset, "a number");
    }
    if (!(options.time_compress > 0 && options.time_compress <= 1e6)) {
        return bad_option("time-compress", options.time_compress, "above 0 and at most a million");
    }
    if (!(options.missing >= 0 && options.missing < 1)) {
        return bad_option("missing", options.missing, "a share of 0 or more and below 1");
    }
    if ((options.step && *options.step <= Duration::zero()) ||
        (options.duration && *options.duration <= Duration::zero())) {
        return fail(ErrorCode::InvalidArgument, "step and duration must be above 0");
    }
    if (options.skip < Duration::zero()) {
        return fail(ErrorCode::InvalidArgument, "skip must not be negative");
    }
    return {};
}

Result<void> check_kinds(const Part& part, SeriesKind kind) {
    Result<void> result;
    for_each_type(part, [&](const Part& leaf) {
        const auto type = find_type(leaf.type);
        if (!result) {
            return;
        }
        if (!type) {
            result = tl::unexpected<Error>{type.error()};
        } else if (!is_file(leaf) && !can_make(**type, kind)) {
            result = fail(
                ErrorCode::InvalidArgument,
                fmt::format("type {} makes no series of the kind {}", leaf.type, to_string(kind))
            );
        }
    });
    return result;
}

/// "synthetic" as soon as one part stands in for a data set; the file's name when there is only a file.
std::string source_of(const Part& part) {
    std::string source = "generated";
    for_each_type(part, [&](const Part& leaf) {
        const auto type = find_type(leaf.type);
        if (is_file(leaf)) {
            const std::string& path = leaf.parameters.at("file");
            const std::string name = path.substr(path.rfind('/') + 1);
            source = source == "generated" ? name : source + ", " + name;
        } else if ((*type)->stands_for == TypeClass::Synthesiser) {
            source = source == "generated" || source == "synthetic" ? "synthetic" : source + ", synthetic";
        }
    });
    return source;
}

/// Steps of the whole, the skipped ones among them. 0: as many as the file has.
Result<std::size_t> step_count(const WorkloadRequest& request, Duration step, Duration usual) {
    const CommonOptions& options = request.options;
    if (!options.duration && is_file(leading(request.what))) {
        if (request.what.join != Join::None) {
            return fail(ErrorCode::InvalidArgument, "parts of which one is a file need a duration");
        }
        return 0;
    }
    const Duration duration = options.duration.value_or(usual);
    if (duration % step != Duration::zero()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "a duration of {} is no whole number of steps of {}",
                format_duration(duration),
                format_duration(step)
            )
        );
    }
    const auto count =
        static_cast<std::size_t>(duration / step) + static_cast<std::size_t>(options.skip / step);
    if (count > kMaxSteps) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{} steps are more than {}; take a longer step", count, kMaxSteps)
        );
    }
    return count;
}

template <class Value>
void drop_first(std::vector<Value>& values, std::size_t count) {
    values.erase(
        values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(count, values.size()))
    );
}

}  // namespace

Result<Shape> make_from_catalog(const Part& part, const Grid& grid) {
    FLOTILLA_TRY(const WorkloadType* type, find_type(part.type));
    if (type->make == nullptr) {
        return fail(ErrorCode::InvalidArgument, fmt::format("type {} needs a file", part.type));
    }
    Parameters parameters{part.parameters};
    auto shape = type->make(parameters, grid);
    if (!shape) {
        return with_context(shape.error(), fmt::format("type {}", part.type));
    }
    if (const auto known = parameters.all_known(); !known) {
        return with_context(known.error(), fmt::format("type {}", part.type));
    }
    return shape;
}

Result<WorkloadSeries> generate(const WorkloadRequest& request, const MakeShape& make) {
    const CommonOptions& options = request.options;
    FLOTILLA_CHECK(check(options));
    FLOTILLA_TRY(const WorkloadType* first, find_type(leading(request.what).type));
    WorkloadSeries series;
    series.kind = options.kind.value_or(usual_kind(*first));
    FLOTILLA_CHECK(check_kinds(request.what, series.kind));
    series.step = options.step.value_or(first->usual_step);
    FLOTILLA_TRY(const std::size_t count, step_count(request, series.step, first->usual_duration));

    const auto compressed = std::chrono::duration<double, std::nano>(
        static_cast<double>(series.step.count()) * options.time_compress
    );
    const Grid grid{std::chrono::duration_cast<Duration>(compressed), count, request.seed, series.kind};
    FLOTILLA_TRY(Shape shape, Composer{make, options.ram_mb}.shape(request.what, grid));
    const auto skipped = static_cast<std::size_t>(options.skip / series.step);
    drop_first(shape.values, skipped);
    drop_first(shape.memory_mb, skipped);
    if (shape.values.empty()) {
        return fail(ErrorCode::InvalidArgument, "nothing is left after what is skipped");
    }
    FLOTILLA_CHECK(apply(options, request.seed, shape.values));
    series.values = std::move(shape.values);
    series.memory_mb = std::move(shape.memory_mb);
    series.missing = missing_steps(options.missing, request.seed, series.values.size());
    series.start = options.start;
    series.origin.type = to_text(request.what);
    series.origin.source = source_of(request.what);
    series.origin.seed = request.seed;
    series.origin.parameters = leading(request.what).parameters;
    return checked(std::move(series));
}

}  // namespace flotilla::sim::workload
