#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "testbench/report/xml_text.h"
#include "testbench/studies/study_files.h"

namespace kintsugi {
namespace {

// Pixels; behind kRight stand the names of the series.
constexpr int kHeight = 340, kLeft = 58, kTop = 34, kRight = 530, kBottom = 48;
constexpr int kLeastWidth = 770, kLetter = 7;
constexpr const char* kStyle =
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.dim{fill:#66788a}"
    ".axis{stroke:#9aa5b1;fill:none}.grid{stroke:#e4e7eb}";
constexpr const char* kColours[] = {"#0b69a3", "#c44d1e", "#2d7d46", "#7a4fb5",
                                    "#a3760b", "#4b5563", "#b5457d", "#1f7a8c"};

// A range of values in steps of 1, 2 or 5 times a power of ten.
struct Axis {
  double low = 0, high = 1, step = 1;
  double share(double value) const { return (value - low) / (high - low); }
};

Axis axis_over(double low, double high) {
  if (!(high > low)) {
    low -= 0.5;
    high += 0.5;
  }
  const double rough = (high - low) / 5;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double digit = rough / power;
  const double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  return {step * std::floor(low / step + 1e-9), step * std::ceil(high / step - 1e-9), step};
}

struct Plane {
  Axis x, y;
  double right(double value) const { return kLeft + (kRight - kLeft) * x.share(value); }
  double up(double value) const {
    return kHeight - kBottom - (kHeight - kTop - kBottom) * y.share(value);
  }
};

Plane plane_of(const StudyCurve& curve) {
  double x[2] = {INFINITY, -INFINITY};
  double y[2] = {INFINITY, -INFINITY};
  const auto widen = [](double* range, double value) {
    range[0] = std::min(range[0], value);
    range[1] = std::max(range[1], value);
  };
  for (const StudySeries& series : curve.series) {
    for (const StudyPoint& p : series.points) {
      widen(x, p.x);
      for (const double value : {p.y.value, p.y.interval.low, p.y.interval.high}) widen(y, value);
    }
  }
  return {axis_over(x[0], x[1]), axis_over(y[0], y[1])};
}

std::string grid(const Plane& plane, const StudyCurve& curve) {
  std::string svg;
  for (int i = 0; plane.y.low + i * plane.y.step <= plane.y.high + 1e-9; ++i) {
    const double value = plane.y.low + i * plane.y.step;
    svg += fmt::format(
        "<path class=\"grid\" d=\"M{0} {1:.1f} H{2}\"/>\n<text class=\"dim\" x=\"{3}\" "
        "y=\"{4:.1f}\" text-anchor=\"end\">{5:g}</text>\n",
        kLeft, plane.up(value), kRight, kLeft - 6, plane.up(value) + 4,
        std::abs(value) < 1e-12 ? 0.0 : value);
  }
  for (int i = 0; plane.x.low + i * plane.x.step <= plane.x.high + 1e-9; ++i) {
    const double value = plane.x.low + i * plane.x.step;
    svg += fmt::format(
        "<text class=\"dim\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:g}</text>\n",
        plane.right(value), kHeight - kBottom + 16, std::abs(value) < 1e-12 ? 0.0 : value);
  }
  svg += fmt::format("<path class=\"axis\" d=\"M{0} {1} V{2} H{3}\"/>\n", kLeft, kTop,
                     kHeight - kBottom, kRight);
  svg += fmt::format("<text x=\"{}\" y=\"18\">{}</text>\n", kLeft, xml_text(curve.title));
  return svg + fmt::format("<text class=\"dim\" x=\"{}\" y=\"{}\">{}; {}</text>\n", kLeft,
                           kHeight - 12, xml_text(curve.x_label), xml_text(curve.y_label));
}

// Of the i-th series: colours, and once they are used up hollow marks and dashes.
struct Pen {
  explicit Pen(size_t i)
      : colour(kColours[i % std::size(kColours)]), hollow(i >= std::size(kColours)) {}
  std::string mark(double x, double y) const {
    return fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" fill=\"{}\" stroke=\"{}\"/>\n", x, y,
        hollow ? "#fff" : colour, colour);
  }
  const char* colour;
  bool hollow;
};

std::string line(const Plane& plane, const StudySeries& series, const Pen& pen) {
  std::string svg;
  std::string path;
  for (const StudyPoint& p : series.points) {
    const double x = plane.right(p.x);
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", x, plane.up(p.y.value));
    svg += fmt::format("<path d=\"M{:.1f} {:.1f} V{:.1f}\" stroke=\"{}\"/>", x,
                       plane.up(p.y.interval.low), plane.up(p.y.interval.high), pen.colour);
    svg += pen.mark(x, plane.up(p.y.value));
  }
  return fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.5\" fill=\"none\"{}/>\n", path,
                     pen.colour, pen.hollow ? " stroke-dasharray=\"4 3\"" : "") +
         svg;
}

}  // namespace

std::string curve_svg(const StudyCurve& curve) {
  const Plane plane = plane_of(curve);
  int width = kLeastWidth;
  for (const StudySeries& series : curve.series) {
    width = std::max(width, kRight + 24 + kLetter * static_cast<int>(series.name.size()));
  }
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\"><style>{2}</style>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      width, kHeight, kStyle);
  svg += grid(plane, curve);
  for (size_t i = 0; i < curve.series.size(); ++i) {
    const Pen pen(i);
    const int y = kTop + 12 + 16 * static_cast<int>(i);
    svg += line(plane, curve.series[i], pen);
    svg += pen.mark(kRight + 16, y - 4);
    svg += fmt::format("<text x=\"{}\" y=\"{}\" style=\"fill:{}\">{}</text>\n", kRight + 24, y,
                       pen.colour, xml_text(curve.series[i].name));
  }
  return svg + "</svg>\n";
}

}  // namespace kintsugi
