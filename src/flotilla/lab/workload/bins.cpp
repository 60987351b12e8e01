#include "flotilla/lab/workload/bins.hpp"

#include <algorithm>

namespace flotilla::lab::workload {
namespace {

double seconds(Duration length) {
    return std::chrono::duration<double>(length).count();
}

/// The step that a time falls in, when a series may be so long.
Result<std::size_t> step_of(Duration at, Duration step) {
    if (at < Duration::zero()) {
        return fail(ErrorCode::InvalidArgument, "its time is before the beginning");
    }
    const auto index = static_cast<std::size_t>(at / step);
    if (index >= kMostFileSteps) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "its time is {} after the beginning, more than {} steps of {}",
                format_duration(at),
                kMostFileSteps,
                format_duration(step)
            )
        );
    }
    return index;
}

tl::unexpected<Error> no_sample() {
    return fail(ErrorCode::InvalidArgument, "there is not one row to make a series of");
}

}  // namespace

Result<void> LevelBins::add(Duration begin, Duration end, double value, double memory) {
    FLOTILLA_TRY(const std::size_t first, step_of(begin, step_));
    FLOTILLA_TRY(const std::size_t last, step_of(end - Duration{1}, step_));
    if (bins_.size() <= last) {
        bins_.resize(last + 1);
    }
    for (std::size_t i = first; i <= last; ++i) {
        const Duration from = std::max(begin, step_ * static_cast<Duration::rep>(i));
        const Duration to = std::min(end, step_ * static_cast<Duration::rep>(i + 1));
        add_to(bins_[i], seconds(to - from), value, memory);
    }
    return {};
}

void LevelBins::add_to(Bin& bin, double length, double value, double memory) const {
    if (combine_ == Combine::Max) {
        bin.value = bin.weight > 0 ? std::max(bin.value, value) : value;
        bin.memory = bin.weight > 0 ? std::max(bin.memory, memory) : memory;
    } else {
        bin.value += (value - bin.value) * length / (bin.weight + length);
        bin.memory += (memory - bin.memory) * length / (bin.weight + length);
    }
    bin.weight += length;
}

Result<sim::workload::Shape> LevelBins::finished(Gaps gaps, bool with_memory, std::size_t& first_step) const {
    const auto first =
        std::find_if(bins_.begin(), bins_.end(), [](const Bin& bin) { return bin.weight > 0; });
    if (first == bins_.end()) {
        return no_sample();
    }
    first_step = static_cast<std::size_t>(first - bins_.begin());
    sim::workload::Shape shape;
    shape.file.emplace();
    shape.file->step = step_;
    std::size_t long_gaps = 0;
    std::vector<std::size_t> gap;
    const Bin* last = &*first;
    for (auto bin = first; bin != bins_.end(); ++bin) {
        const std::size_t index = shape.values.size();
        if (bin->weight > 0) {
            last = &*bin;
            long_gaps += gap.size() > gaps.short_gap ? 1 : 0;
            if (gap.size() > gaps.short_gap && !gaps.are_filled) {
                shape.file->missing.insert(shape.file->missing.end(), gap.begin(), gap.end());
            }
            gap.clear();
        } else {
            gap.push_back(index);
        }
        shape.values.push_back(last->value);
        if (with_memory) {
            shape.memory_mb.push_back(last->memory);
        }
    }
    if (long_gaps > 0 && gaps.short_gap > 0) {
        shape.file->notes.push_back(fmt::format(
            "{} gaps of more than {} steps{}",
            long_gaps,
            gaps.short_gap,
            gaps.are_filled ? ", filled with what was before them"
                            : fmt::format(": {} steps are missing", shape.file->missing.size())
        ));
    }
    return shape;
}

Result<void> CountBins::add(Duration at, double count) {
    FLOTILLA_TRY(const std::size_t index, step_of(at, step_));
    if (counts_.size() <= index) {
        counts_.resize(index + 1);
    }
    counts_[index] += count;
    return {};
}

Result<sim::workload::Shape> CountBins::finished() const {
    if (counts_.empty()) {
        return no_sample();
    }
    sim::workload::Shape shape;
    shape.values = counts_;
    for (double& value : shape.values) {
        value /= seconds(step_);
    }
    shape.file.emplace();
    shape.file->step = step_;
    return shape;
}

}  // namespace flotilla::lab::workload
