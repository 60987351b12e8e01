#include "flotilla/lab/plot/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace flotilla::lab::plot {
namespace {

/// Colours that stand out on white and on black; `currentColor` would be black in an <img> on a dark page.
constexpr std::string_view kStyle = R"(<style>
  :root { --ink: #1f2430; --faint: #667085; --grid: #e3e6ec; --bar: #2f6fdb; --dot: #c2571a; --ground: #ffffff;
    --s0: #2f6fdb; --s1: #c2571a; --s2: #1d8a5f; --s3: #8a4fc7; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8eaf0; --faint: #9aa4b5; --grid: #323845; --bar: #7fb0ff; --dot: #ffb074; --ground: #161a22;
      --s0: #7fb0ff; --s1: #ffb074; --s2: #6fd3a8; --s3: #c9a3f2; }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--ink); }
  .title { font-weight: 600; font-size: 14px; }
  .faint { fill: var(--faint); }
  .ground { fill: var(--ground); }
  .grid { stroke: var(--grid); stroke-width: 1; }
  .box { fill: var(--bar); fill-opacity: 0.25; stroke: var(--bar); stroke-width: 1.5; }
  .median { stroke: var(--bar); stroke-width: 3; }
  .run { fill: var(--dot); fill-opacity: 0.8; }
  .line0, .line1, .line2, .line3 { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
  .line0 { stroke: var(--s0); } .line1 { stroke: var(--s1); } .line2 { stroke: var(--s2); } .line3 { stroke: var(--s3); }
  .band0, .band1, .band2, .band3 { fill-opacity: 0.25; }
  .band0, .key0 { fill: var(--s0); } .band1, .key1 { fill: var(--s1); }
  .band2, .key2 { fill: var(--s2); } .band3, .key3 { fill: var(--s3); }
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
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string_view anchor_attribute(Anchor anchor) {
    switch (anchor) {
        case Anchor::Middle:
            return " text-anchor=\"middle\"";
        case Anchor::End:
            return " text-anchor=\"end\"";
        default:
            return "";
    }
}

std::string class_attribute(std::string_view css_class) {
    return css_class.empty() ? "" : fmt::format(" class=\"{}\"", css_class);
}

}  // namespace

double rounded_up(double value) {
    const double power = std::pow(10, std::floor(std::log10(std::max(value, 1e-9))));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * power >= value) {
            return factor * power;
        }
    }
    return 10 * power;
}

std::string tick_text(double value) {
    if (std::abs(value) >= 1e6) {
        return fmt::format("{:.4g}M", value / 1e6);
    }
    if (std::abs(value) >= 1e4) {
        return fmt::format("{:.4g}k", value / 1e3);
    }
    return fmt::format("{:.4g}", value);
}

Canvas::Canvas(double width, double height, std::string_view label)
    : svg_(fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
          "height=\"{1:.0f}\" role=\"img\" aria-label=\"{2}\">\n",
          width,
          height,
          escaped(label)
      )) {
    svg_ += kStyle;
    svg_ += fmt::format("<rect class=\"ground\" width=\"{:.0f}\" height=\"{:.0f}\"/>\n", width, height);
}

void Canvas::text(Point at, std::string_view written, std::string_view css_class, Anchor anchor) {
    svg_ += fmt::format(
        "<text{} x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>\n",
        class_attribute(css_class),
        at.x,
        at.y,
        anchor_attribute(anchor),
        escaped(written)
    );
}

void Canvas::line(Point from, Point to, std::string_view css_class) {
    svg_ += fmt::format(
        "<line{} x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
        class_attribute(css_class),
        from.x,
        to.x,
        from.y,
        to.y
    );
}

void Canvas::rectangle(Point at, double width, double height, std::string_view css_class) {
    svg_ += fmt::format(
        "<rect{} x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
        class_attribute(css_class),
        at.x,
        at.y,
        width,
        height
    );
}

void Canvas::dot(Point at, double radius, std::string_view css_class) {
    svg_ += fmt::format(
        "<circle{} cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>\n", class_attribute(css_class), at.x, at.y, radius
    );
}

void Canvas::polyline(std::span<const Point> points, std::string_view css_class) {
    shape("polyline", points, css_class);
}

void Canvas::polygon(std::span<const Point> points, std::string_view css_class) {
    shape("polygon", points, css_class);
}

void Canvas::shape(std::string_view element, std::span<const Point> points, std::string_view css_class) {
    // Without style sheets a line would be filled.
    const std::string_view fill = element == "polyline" ? " fill=\"none\"" : "";
    svg_ += fmt::format("<{}{}{} points=\"", element, class_attribute(css_class), fill);
    for (const Point& point : points) {
        fmt::format_to(std::back_inserter(svg_), "{:.1f},{:.1f} ", point.x, point.y);
    }
    svg_ += "\"/>\n";
}

std::string Canvas::finished() && {
    svg_ += "</svg>\n";
    return std::move(svg_);
}

}  // namespace flotilla::lab::plot
