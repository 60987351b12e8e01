#include <algorithm>
#include <cmath>

#include "flotilla/sim/workload/catalog.hpp"
#include "flotilla/sim/workload/detail/adjustment.hpp"
#include "flotilla/sim/workload/detail/composition.hpp"
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
    FLOTILLA_CHECK(detail::check(options));
    FLOTILLA_TRY(const WorkloadType* first, find_type(leading(request.what).type));
    WorkloadSeries series;
    series.kind = options.kind.value_or(usual_kind(*first));
    FLOTILLA_CHECK(check_kinds(request.what, series.kind));
    const bool is_own_step = !options.step && request.what.join == Join::None && is_file(request.what);
    series.step = is_own_step ? Duration{0} : options.step.value_or(first->usual_step);
    FLOTILLA_TRY(const std::size_t count, step_count(request, series.step, first->usual_duration));

    const Grid grid{scaled(series.step, options.time_compress), count, request.seed, series.kind};
    FLOTILLA_TRY(Shape shape, detail::compose(make, options.ram_mb, request.what, grid));
    series.origin = origin_of(request);
    if (shape.file) {
        FLOTILLA_CHECK(take_facts(request, *shape.file, series));
        if (is_own_step && options.duration) {
            const auto wanted = static_cast<std::size_t>((*options.duration + options.skip) / series.step);
            FLOTILLA_CHECK(detail::cut(shape, wanted, request.what.parameters.at("file")));
            std::erase_if(series.missing, [wanted](std::size_t step) { return step >= wanted; });
        }
    }
    skip(shape, series, options.skip);
    if (shape.values.empty()) {
        return fail(ErrorCode::InvalidArgument, "nothing is left after what is skipped");
    }
    FLOTILLA_CHECK(detail::apply(options, request.seed, shape.values));
    series.values = std::move(shape.values);
    series.memory_mb = std::move(shape.memory_mb);
    if (options.missing > 0) {
        series.missing = detail::missing_steps(options.missing, request.seed, series.values.size());
    }
    series.start = options.start ? options.start : series.start;
    return checked(std::move(series));
}

}  // namespace flotilla::sim::workload
