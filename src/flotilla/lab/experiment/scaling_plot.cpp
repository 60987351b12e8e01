#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "flotilla/lab/experiment/scaling_time.hpp"
#include "flotilla/lab/plot/canvas.hpp"

namespace flotilla::lab {
namespace {

constexpr double kPanelWidth = 420;
constexpr double kPanelHeight = 300;
constexpr double kLeft = 64;
constexpr double kRight = 16;
constexpr double kTop = 48;
constexpr double kBottom = 56;

using plot::Anchor;
using plot::Canvas;

class Panel {
public:
    Panel(Canvas& canvas, double left, double top, const std::vector<const StepStatistics*>& steps)
        : canvas_(canvas), left_(left), top_(top), steps_(steps) {
        double largest = 0;
        for (const StepStatistics* step : steps) {
            largest = std::max(largest, step->seconds.back());
        }
        tick_ = plot::rounded_up(largest / 4);
        y_ = {0, tick_ * std::ceil(std::max(largest / tick_, 1.0)), top + kPanelHeight - kBottom, top + kTop};
    }

    void paint() {
        canvas_.text({left_ + kLeft, top_ + 22}, steps_.front()->group, "title");
        canvas_.text({left_ + kLeft, top_ + 39}, "seconds until the last member is ready", "faint");
        for (double value = 0; value <= y_.high + tick_ / 2; value += tick_) {
            canvas_.line({left_ + kLeft, y_(value)}, {left_ + kPanelWidth - kRight, y_(value)}, "grid");
            canvas_.text({left_ + kLeft - 8, y_(value) + 4}, plot::tick_text(value), "faint", Anchor::End);
        }
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            paint_column(*steps_[i], i);
        }
    }

private:
    void paint_column(const StepStatistics& step, std::size_t index) {
        const double width = (kPanelWidth - kLeft - kRight) / static_cast<double>(steps_.size());
        const double middle = left_ + kLeft + width * (static_cast<double>(index) + 0.5);
        const double half = std::min(18.0, width / 3);
        const double height = std::max(1.0, y_(step.lower) - y_(step.upper));
        canvas_.rectangle({middle - half, y_(step.upper)}, 2 * half, height, "box");
        canvas_.line({middle - half, y_(step.median)}, {middle + half, y_(step.median)}, "median");
        for (std::size_t run = 0; run < step.seconds.size(); ++run) {
            const double spread =
                step.seconds.size() < 2 ? 0 : double(run) / double(step.seconds.size() - 1) - 0.5;
            canvas_.dot({middle + spread * half, y_(step.seconds[run])}, 2.5, "run");
        }
        const double foot = top_ + kPanelHeight - kBottom;
        canvas_.text(
            {middle, foot + 20},
            fmt::format("{}→{}", step.step.from.count(), step.step.to.count()),
            "",
            Anchor::Middle
        );
        canvas_.text({middle, foot + 37}, fmt::format("{:.3g} s", step.median), "faint", Anchor::Middle);
    }

    Canvas& canvas_;
    double left_;
    double top_;
    const std::vector<const StepStatistics*>& steps_;
    double tick_ = 1;
    plot::Scale y_;
};

}  // namespace

std::string to_svg(const std::vector<StepStatistics>& statistics) {
    std::map<std::string, std::vector<const StepStatistics*>> groups;
    for (const StepStatistics& step : statistics) {
        groups[step.group].push_back(&step);
    }
    const std::size_t columns = std::clamp<std::size_t>(groups.size(), 1, 2);
    const std::size_t rows = std::max<std::size_t>((groups.size() + columns - 1) / columns, 1);
    const double width = kPanelWidth * static_cast<double>(columns);
    const double height = kPanelHeight * static_cast<double>(rows) + 28;
    Canvas canvas{width, height, "Scaling time by group and step"};
    std::size_t index = 0;
    for (const auto& [group, steps] : groups) {
        const double left = kPanelWidth * static_cast<double>(index % columns);
        const double top = kPanelHeight * static_cast<double>(index / columns);
        Panel{canvas, left, top, steps}.paint();
        ++index;
    }
    canvas.text({kLeft, height - 14}, "line: median; box: middle half of the runs; dots: runs", "faint");
    return std::move(canvas).finished();
}

}  // namespace flotilla::lab
