#include <fmt/format.h>

#include <algorithm>

#include "testbench/bench/growth.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {
namespace {

// Pixels: one small chart a quantity, side by side.
constexpr int kChart = 190, kHeight = 210, kLeft = 34, kTop = 34, kPlotWidth = 140,
              kPlotHeight = 130;

constexpr const char* kStyle =
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.dim{fill:#66788a}"
    ".axis{stroke:#9aa5b1;fill:none}.linear{stroke:#9aa5b1;stroke-dasharray:4 3;fill:none}"
    ".cost{stroke:#0b69a3;stroke-width:1.6;fill:none}.point{fill:#0b69a3}";

using Series = std::vector<const GrowthPoint*>;

std::vector<Series> by_quantity(const std::vector<GrowthPoint>& points) {
  std::vector<Series> series;
  for (const GrowthPoint& point : points) {
    if (series.empty() || series.back().front()->quantity != point.quantity) series.emplace_back();
    series.back().push_back(&point);
  }
  return series;
}

// One chart: measured points, and dashed what strict proportion to the last would be.
std::string chart(const Series& series, int left) {
  const GrowthPoint& last = *series.back();
  double most = 0;
  for (const GrowthPoint* point : series) most = std::max(most, point->ns);
  const auto x = [&](double value) { return left + kLeft + kPlotWidth * value / last.value; };
  const auto y = [&](double ns) { return kTop + kPlotHeight * (1.0 - ns / most); };
  std::string svg = fmt::format("<text x=\"{:.0f}\" y=\"18\">{}</text>\n", x(0), last.quantity);
  svg += fmt::format("<path class=\"axis\" d=\"M{0:.1f} {1} V{2} H{3:.1f}\"/>\n", x(0), kTop,
                     kTop + kPlotHeight, x(last.value));
  svg += fmt::format("<path class=\"linear\" d=\"M{:.1f} {:.1f} L{:.1f} {:.1f}\"/>\n", x(0), y(0),
                     x(last.value), y(last.ns));
  std::string path;
  for (const GrowthPoint* point : series) {
    path +=
        fmt::format("{}{:.1f} {:.1f} ", path.empty() ? "M" : "L", x(point->value), y(point->ns));
    svg += fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n",
                       x(point->value), y(point->ns));
  }
  svg += fmt::format("<path class=\"cost\" d=\"{}\"/>\n", path);
  svg += fmt::format("<text class=\"dim\" x=\"{:.0f}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
                     x(last.value), kTop + kPlotHeight + 16, last.value);
  svg +=
      fmt::format("<text class=\"dim\" x=\"{:.0f}\" y=\"{}\" text-anchor=\"end\">{:.1f}</text>\n",
                  x(0) - 4, kTop + 8, most / 1e6);
  return svg;
}

std::string svg_of(const std::vector<GrowthPoint>& points) {
  const std::vector<Series> all = by_quantity(points);
  const int width = kChart * static_cast<int>(all.size());
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\">"
      "<style>{2}</style>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      width, kHeight, kStyle);
  for (size_t i = 0; i < all.size(); ++i) svg += chart(all[i], kChart * static_cast<int>(i));
  return svg +
         fmt::format("<text class=\"dim\" x=\"{}\" y=\"{}\">ms; dashed: in proportion</text>\n",
                     kLeft, kHeight - 8) +
         "</svg>\n";
}

std::string csv_of(const std::vector<GrowthPoint>& points) {
  std::string csv = "quantity,value,ns\n";
  for (const GrowthPoint& point : points) {
    csv += fmt::format("{},{},{:.0f}\n", point.quantity, point.value, point.ns);
  }
  return csv;
}

}  // namespace

void write_growth(const std::vector<GrowthPoint>& points, const std::filesystem::path& folder) {
  std::error_code ignored;  // writing says it better
  std::filesystem::create_directories(folder, ignored);
  write_file_atomically(folder / "growth.csv", csv_of(points));
  write_file_atomically(folder / "growth.svg", svg_of(points));
}

}  // namespace kintsugi
