#pragma once
#include <string>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla::lab::plot {

/// One line: a value each step, from time 0 on.
struct TimeLine {
    std::string name;
    Duration step = std::chrono::seconds{1};
    std::vector<double> values;
};

/// A panel with one axis of values.
struct TimePanel {
    std::string unit;             ///< of the values: "requests/s"
    std::vector<TimeLine> lines;  ///< at most four, at least one, none empty
};

struct TimeChart {
    std::string title;
    std::string subtitle;
    std::vector<TimePanel> panels;  ///< one below the other, with the same time axis
};

/// Where more steps than pixels fall, a band shows the least and the greatest value and a line the mean.
std::string to_svg(const TimeChart& chart);

}  // namespace flotilla::lab::plot
