#pragma once
#include <vector>

#include "flotilla/sim/workload/grid.hpp"

/// Samples of a file put into steps of equal length.
namespace flotilla::lab::workload {

/// Longest series that is read from a file: what a day of milliseconds or a month of seconds has.
inline constexpr std::size_t kMostFileSteps = 3'000'000;

/// Gaps up to so many steps are filled with what was before them.
inline constexpr std::size_t kShortGap = 3;

/// Levels that hold over stretches of time: each step gets their mean by time (or the greatest). Stretches
/// may come in any order and overlap: then it is the mean over all. 24 bytes a step.
class LevelBins {
public:
    enum class Combine { Mean, Max };

    explicit LevelBins(Duration step, Combine combine = Combine::Mean) : step_(step), combine_(combine) {}

    /// @param begin from time 0 on, which the caller chooses; @param end after `begin`
    /// InvalidArgument: before time 0, or too far for a series.
    Result<void> add(Duration begin, Duration end, double value, double memory = 0);

    struct Gaps {
        bool are_filled = false;            ///< with what was before; else their steps are missing
        std::size_t short_gap = kShortGap;  ///< up to so many steps are filled in any case
    };
    /// From the first step with a sample to the last; its facts have step, missing steps and notes.
    /// @param first_step is set to the first step with a sample. InvalidArgument: there is none.
    Result<sim::workload::Shape> finished(Gaps gaps, bool with_memory, std::size_t& first_step) const;

private:
    struct Bin {
        double weight = 0;  ///< seconds that samples cover; overlaps count again
        double value = 0;
        double memory = 0;
    };

    void add_to(Bin& bin, double seconds, double value, double memory) const;

    Duration step_;
    Combine combine_;
    std::vector<Bin> bins_;
};

/// Events counted: each step gets its events over its length; a step without any is 0.
class CountBins {
public:
    explicit CountBins(Duration step) : step_(step) {}

    /// @param at since time 0. InvalidArgument as above.
    Result<void> add(Duration at, double count = 1);
    /// From time 0 to the last event.
    Result<sim::workload::Shape> finished() const;

private:
    Duration step_;
    std::vector<double> counts_;
};

}  // namespace flotilla::lab::workload
