#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>

/// Pictures as self-contained SVG, legible on light and on dark ground.
namespace flotilla::lab::plot {

/// A round number at or above `value`, of the form 1, 2 or 5 times a power of ten: the distance between
/// ticks.
double rounded_up(double value);

/// A number for an axis: "0", "0.25", "1.2k", "3M".
std::string tick_text(double value);

struct Point {
    double x = 0;
    double y = 0;
};

enum class Anchor { Start, Middle, End };

/// An SVG document under construction. Classes that its style knows: "title", "faint", "ground", "grid",
/// "box", "median", "run", and for series 0..3 "line0".. and "band0"...
class Canvas {
public:
    /// @param label says what is in the picture, for those who cannot see it
    Canvas(double width, double height, std::string_view label);

    void text(
        Point at, std::string_view written, std::string_view css_class = "", Anchor anchor = Anchor::Start
    );
    void line(Point from, Point to, std::string_view css_class);
    void rectangle(Point at, double width, double height, std::string_view css_class);
    void dot(Point at, double radius, std::string_view css_class);
    void polyline(std::span<const Point> points, std::string_view css_class);
    void polygon(std::span<const Point> points, std::string_view css_class);
    /// The whole document.
    [[nodiscard]] std::string finished() &&;

private:
    void shape(std::string_view element, std::span<const Point> points, std::string_view css_class);

    std::string svg_;
};

/// Where values lie on a picture: an axis from `low` to `high` over pixels `begin` to `end`.
struct Scale {
    double low = 0;
    double high = 1;
    double begin = 0;
    double end = 1;

    [[nodiscard]] double operator()(double value) const {
        return begin + (value - low) / (high - low) * (end - begin);
    }
};

}  // namespace flotilla::lab::plot
