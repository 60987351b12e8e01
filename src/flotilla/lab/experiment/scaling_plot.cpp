#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "flotilla/lab/experiment/scaling_time.hpp"

namespace flotilla::lab {
namespace {

constexpr double kPanelWidth = 420;
constexpr double kPanelHeight = 300;
constexpr double kLeft = 64;
constexpr double kRight = 16;
constexpr double kTop = 48;
constexpr double kBottom = 56;

/// Colours that stand out on white and on black; `currentColor` would be black in an <img> on a dark page.
constexpr std::string_view kStyle = R"(<style>
  :root { --ink: #1f2430; --faint: #9aa3b2; --grid: #e3e6ec; --bar: #2f6fdb; --dot: #c2571a; --ground: #ffffff; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8eaf0; --faint: #8891a3; --grid: #323845; --bar: #7fb0ff; --dot: #ffb074; --ground: #161a22; }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--ink); }
  .title { font-weight: 600; font-size: 14px; }
  .faint { fill: var(--faint); }
  .ground { fill: var(--ground); }
  .grid { stroke: var(--grid); stroke-width: 1; }
  .box { fill: var(--bar); fill-opacity: 0.25; stroke: var(--bar); stroke-width: 1.5; }
  .median { stroke: var(--bar); stroke-width: 3; }
  .run { fill: var(--dot); fill-opacity: 0.8; }
</style>
)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// A round number at or above `value`, of the form 1, 2 or 5 times a power of ten.
double rounded_up(double value) {
    const double power = std::pow(10, std::floor(std::log10(std::max(value, 1e-6))));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * power >= value) {
            return factor * power;
        }
    }
    return 10 * power;
}

class Panel {
public:
    Panel(double left, double top, const std::vector<const StepStatistics*>& steps)
        : left_(left), top_(top), steps_(steps) {
        double largest = 0;
        for (const StepStatistics* step : steps) {
            largest = std::max(largest, step->seconds.back());
        }
        tick_ = rounded_up(largest / 4);
        most_ = tick_ * std::ceil(std::max(largest / tick_, 1.0));
    }

    [[nodiscard]] std::string drawn() const {
        std::string out = fmt::format(
            "<text class=\"title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
            left_ + kLeft,
            top_ + 22,
            escaped(steps_.front()->group)
        );
        out += fmt::format(
            "<text class=\"faint\" x=\"{:.1f}\" y=\"{:.1f}\">seconds until the last member is ready</text>\n",
            left_ + kLeft,
            top_ + 39
        );
        for (double value = 0; value <= most_ + tick_ / 2; value += tick_) {
            out += grid_line(value);
        }
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            out += column(*steps_[i], i);
        }
        return out;
    }

private:
    [[nodiscard]] double y(double value) const {
        return top_ + kPanelHeight - kBottom - value / most_ * (kPanelHeight - kTop - kBottom);
    }

    [[nodiscard]] std::string grid_line(double value) const {
        return fmt::format(
            "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n"
            "<text class=\"faint\" x=\"{3:.1f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.4g}</text>\n",
            left_ + kLeft,
            left_ + kPanelWidth - kRight,
            y(value),
            left_ + kLeft - 8,
            y(value) + 4,
            value
        );
    }

    [[nodiscard]] std::string column(const StepStatistics& step, std::size_t index) const {
        const double width = (kPanelWidth - kLeft - kRight) / static_cast<double>(steps_.size());
        const double middle = left_ + kLeft + width * (static_cast<double>(index) + 0.5);
        const double half = std::min(18.0, width / 3);
        const double height = std::max(1.0, y(step.lower) - y(step.upper));
        std::string out = fmt::format(
            "<rect class=\"box\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n"
            "<line class=\"median\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
            middle - half,
            y(step.upper),
            2 * half,
            height,
            middle - half,
            middle + half,
            y(step.median),
            y(step.median)
        );
        for (std::size_t run = 0; run < step.seconds.size(); ++run) {
            const double spread =
                step.seconds.size() < 2 ? 0 : double(run) / double(step.seconds.size() - 1) - 0.5;
            out += fmt::format(
                "<circle class=\"run\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n",
                middle + spread * half,
                y(step.seconds[run])
            );
        }
        out += fmt::format(
            "<text x=\"{0:.1f}\" y=\"{1:.1f}\" text-anchor=\"middle\">{2}→{3}</text>\n"
            "<text class=\"faint\" x=\"{0:.1f}\" y=\"{4:.1f}\" text-anchor=\"middle\">{5:.3g} s</text>\n",
            middle,
            top_ + kPanelHeight - kBottom + 20,
            step.step.from.count(),
            step.step.to.count(),
            top_ + kPanelHeight - kBottom + 37,
            step.median
        );
        return out;
    }

    double left_;
    double top_;
    const std::vector<const StepStatistics*>& steps_;
    double tick_ = 1;
    double most_ = 1;
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
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
        "height=\"{1:.0f}\" "
        "role=\"img\" aria-label=\"Scaling time by group and step\">\n",
        width,
        height
    );
    svg += kStyle;
    svg += fmt::format("<rect class=\"ground\" width=\"{:.0f}\" height=\"{:.0f}\"/>\n", width, height);
    std::size_t index = 0;
    for (const auto& [group, steps] : groups) {
        const double left = kPanelWidth * static_cast<double>(index % columns);
        const double top = kPanelHeight * static_cast<double>(index / columns);
        svg += Panel{left, top, steps}.drawn();
        ++index;
    }
    svg += fmt::format(
        "<text class=\"faint\" x=\"{:.1f}\" y=\"{:.1f}\">line: median; box: middle half of the runs; dots: "
        "runs</text>\n</svg>\n",
        kLeft,
        height - 14
    );
    return svg;
}

}  // namespace flotilla::lab
