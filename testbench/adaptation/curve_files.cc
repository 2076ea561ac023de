#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "testbench/adaptation/curve.h"

namespace kintsugi {
namespace {

using nlohmann::json;

json of(const Estimate& e) { return json::array({e.value, e.interval.low, e.interval.high}); }

std::string text(const Estimate& e) {
  return fmt::format("{:5.2f} [{:5.2f}, {:5.2f}]", e.value, e.interval.low, e.interval.high);
}

// Pixels.
constexpr int kWidth = 520, kHeight = 300, kLeft = 50, kRight = 120, kTop = 20, kBottom = 40;

constexpr const char* kStyle =
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.dim{fill:#66788a}"
    ".axis{stroke:#9aa5b1;fill:none}.level{stroke:#9aa5b1;stroke-dasharray:4 3;fill:none}";

// The plane of the curve: images on a logarithmic axis, per cent.
struct Plane {
  double first, last, low, high;
  double x(double images) const {
    const double span = last > first ? std::log(last / first) : 1.0;
    return kLeft + (kWidth - kLeft - kRight) * std::log(images / first) / span;
  }
  double y(double percent) const {
    return kTop + (kHeight - kTop - kBottom) * (high - percent) / (high - low);
  }
};

std::string level(const Plane& plane, double percent, const std::string& name) {
  return fmt::format(
      "<path class=\"level\" d=\"M{0} {1:.1f} H{2}\"/>\n"
      "<text class=\"dim\" x=\"{3}\" y=\"{4:.1f}\">{5}</text>\n",
      kLeft, plane.y(percent), kWidth - kRight, kWidth - kRight + 6, plane.y(percent) + 4, name);
}

using Member = Estimate CurveSummary::Point::*;

std::string line(const Plane& plane, const CurveSummary& s, Member member, const char* colour,
                 const std::string& name) {
  std::string svg;
  std::string path;
  for (const CurveSummary::Point& point : s.points) {
    const Estimate& e = point.*member;
    const double x = plane.x(point.images);
    path += fmt::format("{}{:.1f} {:.1f} ", path.empty() ? "M" : "L", x, plane.y(e.value));
    svg += fmt::format(
        "<path d=\"M{0:.1f} {1:.1f} V{2:.1f}\" stroke=\"{3}\"/>\n"
        "<circle cx=\"{0:.1f}\" cy=\"{4:.1f}\" r=\"3\" fill=\"{3}\"/>\n",
        x, plane.y(e.interval.low), plane.y(e.interval.high), colour, plane.y(e.value));
  }
  svg += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.6\" fill=\"none\"/>\n", path,
                     colour);
  return svg + fmt::format("<text x=\"{}\" y=\"{:.1f}\">{}</text>\n", kWidth - kRight + 6,
                           plane.y((s.points.back().*member).value) + 4, name);
}

}  // namespace

std::string curve_svg(const CurveSummary& s) {
  double low = s.layer_gains.value;
  for (const CurveSummary::Point& point : s.points) {
    low = std::min(low, point.channel.interval.low);
  }
  const Plane plane{static_cast<double>(s.points.front().images),
                    static_cast<double>(s.points.back().images), std::floor(low - 1.0),
                    std::ceil(s.ideal + 0.5)};
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\"><style>{2}</style>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      kWidth, kHeight, kStyle);
  svg += fmt::format("<path class=\"axis\" d=\"M{0} {1} V{2} H{3}\"/>\n", kLeft, kTop,
                     kHeight - kBottom, kWidth - kRight);
  for (const double percent : {plane.low, plane.high}) {
    svg +=
        fmt::format("<text class=\"dim\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.0f}</text>\n",
                    kLeft - 6, plane.y(percent) + 4, percent);
  }
  for (const CurveSummary::Point& point : s.points) {
    svg +=
        fmt::format("<text class=\"dim\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                    plane.x(point.images), kHeight - kBottom + 16, point.images);
  }
  svg += fmt::format(
      "<text class=\"dim\" x=\"{}\" y=\"{}\">labelled images; accuracy in %, mean of "
      "{} dies</text>\n",
      kLeft, kHeight - 8, s.dies);
  svg += level(plane, s.ideal, "ideal chip");
  svg += level(plane, s.layer_gains.value, "layer gains");
  svg += line(plane, s, &CurveSummary::Point::channel, "#7b8794", "channel gains");
  svg += line(plane, s, &CurveSummary::Point::loop, "#b44d12", "+ on-chip loop");
  svg += line(plane, s, &CurveSummary::Point::offchip, "#0b69a3", "+ deltas");
  return svg + "</svg>\n";
}

std::string curve_json(const CurveSummary& s, const CosimCosts& costs) {
  json j = {{"dies", s.dies},
            {"judged", s.judged},
            {"entries", s.entries},
            {"entry_percent", s.entry_percent},
            {"ideal", s.ideal},
            {"untuned", of(s.untuned)},
            {"fixed_gain", of(s.fixed_gain)},
            {"layer_gains", of(s.layer_gains)}};
  for (const CurveSummary::Point& p : s.points) {
    j["curve"].push_back({{"images", p.images},
                          {"epochs", p.epochs},
                          {"channel", of(p.channel)},
                          {"loop", of(p.loop)},
                          {"offchip", of(p.offchip)},
                          {"loop_share", of(p.loop_share)},
                          {"offchip_share", of(p.offchip_share)}});
  }
  j["loop_share"] = of(s.points.back().loop_share);
  j["offchip_share"] = of(s.points.back().offchip_share);
  if (costs.simulated) {
    j["cosim"] = {{"loop_images", costs.loop_images},
                  {"test_own_ms", costs.test_own_ms},
                  {"cycles_an_entry", costs.cycles_an_entry},
                  {"download_ms", costs.download_ms},
                  {"loop_ms", costs.loop_ms},
                  {"loop_with_images_ms", costs.loop_with_images_ms},
                  {"mismatches", costs.mismatches}};
  }
  return j.dump(2) + "\n";
}

std::string curve_table(const CurveSummary& s, const CosimCosts& costs) {
  std::string out = fmt::format(
      "{} dies, {} test images, {} entries ({:.2f} % of the weights); accuracy in %, mean of the "
      "dies [95 %]\n\n"
      "ideal chip   {:5.2f}\nuntuned      {}\nfixed gain   {}\nlayer gains  {}\n\n"
      "images  channel gains         + loop                + deltas              "
      "loop recovers         deltas recover\n",
      s.dies, s.judged, s.entries, s.entry_percent, s.ideal, text(s.untuned), text(s.fixed_gain),
      text(s.layer_gains));
  for (const CurveSummary::Point& p : s.points) {
    out += fmt::format("{:6}  {}  {}  {}  {}  {}\n", p.images, text(p.channel), text(p.loop),
                       text(p.offchip), text(p.loop_share), text(p.offchip_share));
  }
  if (s.points.back().epochs == 0) {
    out +=
        "\nno loop: the last layer reads several codes a channel, the controller's loop one "
        "(docs/controller.md, section 8)\n";
  }
  if (!costs.simulated) return out;
  if (costs.mismatches > 0) return out + "\nco-simulation: " + costs.message + "\n";
  out += fmt::format(
      "\nco-simulated, no mismatch: own share of test and repair {:.4f} ms; download {:.2f} cycles "
      "an entry, {:.4f} ms in all\n",
      costs.test_own_ms, costs.cycles_an_entry, costs.download_ms);
  if (costs.loop_images == 0) return out;
  return out + fmt::format("loop with {} images {:.4f} ms, {:.3f} ms with the images\n",
                           costs.loop_images, costs.loop_ms, costs.loop_with_images_ms);
}

}  // namespace kintsugi
