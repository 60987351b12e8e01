#include "flotilla/lab/plot/time_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "flotilla/lab/plot/canvas.hpp"

namespace flotilla::lab::plot {
namespace {

constexpr double kWidth = 900;
constexpr double kPanelHeight = 260;
constexpr double kLeft = 64;
constexpr double kRight = 20;
constexpr double kTop = 56;   // title and subtitle
constexpr double kHead = 26;  // of a panel: unit and key
constexpr double kFoot = 30;  // the time axis
constexpr std::size_t kMostTicks = 10;
constexpr std::array<std::string_view, 4> kLineClass{"line0", "line1", "line2", "line3"};
constexpr std::array<std::string_view, 4> kBandClass{"band0", "band1", "band2", "band3"};
constexpr std::array<std::string_view, 4> kKeyClass{"key0", "key1", "key2", "key3"};

struct TimeUnit {
    double seconds;
    std::string_view name;
    std::vector<double> ticks;
};

double seconds(Duration length) {
    return std::chrono::duration<double>(length).count();
}

/// The unit in which a time of that length is told, and the distance of its ticks.
std::pair<TimeUnit, double> time_ticks(double length) {
    const std::vector<TimeUnit> units{
        {1, "s", {0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30}},
        {60, "min", {1, 2, 5, 10, 15, 20, 30}},
        {3600, "h", {1, 2, 3, 4, 6, 12}},
        {86400, "days", {1, 2, 5, 7, 10, 14, 30, 60, 100, 200, 500, 1000}},
    };
    for (const TimeUnit& unit : units) {
        for (const double tick : unit.ticks) {
            if (length / (tick * unit.seconds) <= kMostTicks) {
                return {unit, tick};
            }
        }
    }
    return {units.back(), rounded_up(length / 86400 / kMostTicks)};
}

/// What falls on one pixel column.
struct Column {
    double least = 0;
    double most = 0;
    double mean = 0;
};

std::vector<Column> columns_of(const std::vector<double>& values, std::size_t most) {
    const std::size_t count = std::min(values.size(), most);
    std::vector<Column> columns(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = i * values.size() / count;
        const std::size_t end = std::max(begin + 1, (i + 1) * values.size() / count);
        const auto [least, greatest] = std::minmax_element(
            values.begin() + static_cast<std::ptrdiff_t>(begin),
            values.begin() + static_cast<std::ptrdiff_t>(end)
        );
        double sum = 0;
        for (std::size_t j = begin; j < end; ++j) {
            sum += values[j];
        }
        columns[i] = {*least, *greatest, sum / static_cast<double>(end - begin)};
    }
    return columns;
}

class PanelPainter {
public:
    PanelPainter(Canvas& canvas, const TimePanel& panel, double top, double length)
        : canvas_(canvas), panel_(panel), top_(top), time_{0, length, kLeft, kWidth - kRight} {
        double greatest = 0;
        for (const TimeLine& line : panel.lines) {
            greatest = std::max(greatest, *std::max_element(line.values.begin(), line.values.end()));
        }
        tick_ = rounded_up(greatest / 4);
        const double high = tick_ * std::max(1.0, std::ceil(greatest / tick_ - 1e-9));
        value_ = {0, high, top + kPanelHeight - kFoot, top + kHead};
    }

    void paint() {
        canvas_.text({kLeft, top_ + 14}, panel_.unit, "faint");
        paint_grid();
        for (std::size_t i = 0; i < panel_.lines.size(); ++i) {
            paint_line(panel_.lines[i], i);
        }
        if (panel_.lines.size() > 1) {
            paint_key();
        }
    }

private:
    void paint_grid() {
        for (double at = 0; at <= value_.high + tick_ / 2; at += tick_) {
            canvas_.line({kLeft, value_(at)}, {kWidth - kRight, value_(at)}, "grid");
            canvas_.text({kLeft - 8, value_(at) + 4}, tick_text(at), "faint", Anchor::End);
        }
        const auto [unit, tick] = time_ticks(time_.high);
        for (double at = 0; at * unit.seconds <= time_.high * (1 + 1e-9); at += tick) {
            const double x = time_(at * unit.seconds);
            canvas_.line({x, value_.begin}, {x, value_.begin + 4}, "grid");
            const std::string_view name = at == 0 ? unit.name : std::string_view{};
            canvas_.text(
                {x, value_.begin + 18},
                fmt::format("{:.4g}{}{}", at, name.empty() ? "" : " ", name),
                "faint",
                Anchor::Middle
            );
        }
    }

    void paint_line(const TimeLine& line, std::size_t index) {
        const auto pixels = static_cast<std::size_t>(time_.end - time_.begin);
        const std::vector<Column> columns = columns_of(line.values, pixels);
        const double width = seconds(line.step) * static_cast<double>(line.values.size()) /
                             static_cast<double>(columns.size());
        std::vector<Point> mean;
        std::vector<Point> band;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const double x = time_((static_cast<double>(i) + 0.5) * width);
            mean.push_back({x, value_(columns[i].mean)});
            band.push_back({x, value_(columns[i].most)});
        }
        for (std::size_t i = columns.size(); i-- > 0;) {
            band.push_back({mean[i].x, value_(columns[i].least)});
        }
        if (columns.size() < line.values.size()) {
            canvas_.polygon(band, kBandClass[index % kBandClass.size()]);
        }
        canvas_.polyline(mean, kLineClass[index % kLineClass.size()]);
    }

    void paint_key() {
        double x = kWidth - kRight;
        for (std::size_t i = panel_.lines.size(); i-- > 0;) {
            const std::string& name = panel_.lines[i].name;
            canvas_.text({x, top_ + 14}, name, "", Anchor::End);
            x -= 6.6 * static_cast<double>(name.size()) + 16;
            canvas_.rectangle({x, top_ + 5}, 10, 10, kKeyClass[i % kKeyClass.size()]);
            x -= 14;
        }
    }

    Canvas& canvas_;
    const TimePanel& panel_;
    double top_;
    double tick_ = 1;
    Scale time_;
    Scale value_;
};

}  // namespace

std::string to_svg(const TimeChart& chart) {
    double length = 0;
    for (const TimePanel& panel : chart.panels) {
        for (const TimeLine& line : panel.lines) {
            length = std::max(length, seconds(line.step) * static_cast<double>(line.values.size()));
        }
    }
    Canvas canvas{kWidth, kTop + kPanelHeight * static_cast<double>(chart.panels.size()), chart.title};
    canvas.text({kLeft, 24}, chart.title, "title");
    canvas.text({kLeft, 42}, chart.subtitle, "faint");
    double top = kTop;
    for (const TimePanel& panel : chart.panels) {
        PanelPainter{canvas, panel, top, length}.paint();
        top += kPanelHeight;
    }
    return std::move(canvas).finished();
}

}  // namespace flotilla::lab::plot
