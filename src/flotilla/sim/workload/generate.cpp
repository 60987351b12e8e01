#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "flotilla/base/statistics.hpp"
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

/// Cuts what a file has to as many steps as are wanted.
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
    if (step == Duration::zero()) {
        return 0;
    }
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

Duration scaled(Duration step, double factor) {
    return Duration{std::llround(static_cast<double>(step.count()) * factor)};
}

model::SeriesOrigin origin_of(const WorkloadRequest& request) {
    model::SeriesOrigin origin;
    origin.type = to_text(request.what);
    origin.source = source_of(request.what);
    origin.seed = request.seed;
    origin.parameters = leading(request.what).parameters;
    return origin;
}

/// What a file says of its series, when the series is the file alone; of a part only the notes.
Result<void> take_facts(const WorkloadRequest& request, const FileFacts& facts, WorkloadSeries& series) {
    series.origin.notes = facts.notes;
    series.origin.licence = facts.licence;
    if (request.what.join != Join::None) {
        return {};
    }
    if (facts.kind && request.options.kind.value_or(*facts.kind) != *facts.kind) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "{} holds {}, not {}",
                request.what.parameters.at("file"),
                to_string(*facts.kind),
                to_string(*request.options.kind)
            )
        );
    }
    series.kind = facts.kind.value_or(series.kind);
    if (series.step == Duration::zero()) {
        series.step = scaled(facts.step, 1.0 / request.options.time_compress);
    }
    series.start = facts.start;
    series.missing = facts.missing;
    if (facts.origin) {
        const auto notes = series.origin.notes;
        series.origin = *facts.origin;
        series.origin.notes = notes;
    }
    return {};
}

template <class Value>
void drop_first(std::vector<Value>& values, std::size_t count) {
    values.erase(
        values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(count, values.size()))
    );
}

void skip(Shape& shape, WorkloadSeries& series, Duration length) {
    const auto count = static_cast<std::size_t>(length / series.step);
    drop_first(shape.values, count);
    drop_first(shape.memory_mb, count);
    std::erase_if(series.missing, [count](std::size_t step) { return step < count; });
    for (std::size_t& step : series.missing) {
        step -= count;
    }
    if (series.start && count > 0) {
        *series.start += series.step * static_cast<Duration::rep>(count);
    }
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
    const bool is_own_step = !options.step && request.what.join == Join::None && is_file(request.what);
    series.step = is_own_step ? Duration{0} : options.step.value_or(first->usual_step);
    FLOTILLA_TRY(const std::size_t count, step_count(request, series.step, first->usual_duration));

    const Grid grid{scaled(series.step, options.time_compress), count, request.seed, series.kind};
    FLOTILLA_TRY(Shape shape, Composer{make, options.ram_mb}.shape(request.what, grid));
    series.origin = origin_of(request);
    if (shape.file) {
        FLOTILLA_CHECK(take_facts(request, *shape.file, series));
        if (is_own_step && options.duration) {
            const auto wanted = static_cast<std::size_t>((*options.duration + options.skip) / series.step);
            FLOTILLA_CHECK(cut(shape, wanted, request.what.parameters.at("file")));
            std::erase_if(series.missing, [wanted](std::size_t step) { return step >= wanted; });
        }
    }
    skip(shape, series, options.skip);
    if (shape.values.empty()) {
        return fail(ErrorCode::InvalidArgument, "nothing is left after what is skipped");
    }
    FLOTILLA_CHECK(apply(options, request.seed, shape.values));
    series.values = std::move(shape.values);
    series.memory_mb = std::move(shape.memory_mb);
    if (options.missing > 0) {
        series.missing = missing_steps(options.missing, request.seed, series.values.size());
    }
    series.start = options.start ? options.start : series.start;
    return checked(std::move(series));
}

}  // namespace flotilla::sim::workload
