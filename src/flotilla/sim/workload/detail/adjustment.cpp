#include "flotilla/sim/workload/detail/adjustment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "flotilla/base/statistics.hpp"

namespace flotilla::sim::workload::detail {
namespace {

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

tl::unexpected<Error> bad_option(std::string_view name, double value, std::string_view wanted) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{} {}: it must be {}", name, value, wanted));
}

}  // namespace

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

}  // namespace flotilla::sim::workload::detail
