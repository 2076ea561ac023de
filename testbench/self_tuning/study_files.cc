#include "testbench/self_tuning/study_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "testbench/report/atomic_file.h"
#include "testbench/report/statistics.h"

namespace kintsugi {
namespace {

constexpr int kWithin = 64;  // images in which the monitor is to settle

// Sums over dies.
struct Totals {
  std::vector<int64_t> fresh, shifted, followed;
  int settled = 0;  // of the slowest die
  int late_moves = 0;
  double largest_late_steps = 0;
  int without_change = 0;  // dies whose gains never followed
};

Totals totals(const SelfTuneResult& result) {
  Totals t;
  for (const SelfTunedDie& die : result.dies) {
    t.fresh.push_back(die.fresh);
    t.shifted.push_back(die.shifted);
    t.followed.push_back(die.followed);
    t.settled = std::max(t.settled, die.settled());
    t.late_moves += die.late_moves(kWithin);
    if (die.settled() == 0) ++t.without_change;
    for (const GainMove& move : die.moves) {
      if (move.image <= 0 || move.image > kWithin) {
        t.largest_late_steps = std::max(t.largest_late_steps, move.steps);
      }
    }
  }
  return t;
}

Estimate accuracy(const std::vector<int64_t>& right, int judged) {
  return bootstrap(right.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t die : drawn) sum += static_cast<double>(right[die]);
    return 100.0 * sum / (static_cast<double>(drawn.size()) * judged);
  });
}

nlohmann::ordered_json estimate_json(const Estimate& estimate) {
  return {
      {"value", estimate.value}, {"low", estimate.interval.low}, {"high", estimate.interval.high}};
}

std::string json_of(const SelfTuneResult& result) {
  const Totals t = totals(result);
  nlohmann::ordered_json json;
  json["scenario"] = result.scenario;
  json["dies"] = result.dies.size();
  json["shift"] = result.study.shift;
  json["window"] = result.study.window;
  json["dead_shift"] = result.study.dead_shift;
  json["ideal_percent"] = 100.0 * result.ideal / result.judged;
  json["repaired_percent"] = estimate_json(accuracy(t.fresh, result.judged));
  json["shifted_percent"] = estimate_json(accuracy(t.shifted, result.judged));
  json["self_tuned_percent"] = estimate_json(accuracy(t.followed, result.judged));
  json["images_to_settle"] = t.settled;
  json["dies_that_never_followed"] = t.without_change;
  json["moves_of_more_than_a_step_later"] = t.late_moves;
  json["largest_later_move_steps"] = t.largest_late_steps;
  json["cosim"] = {{"dies", result.cosim.dies.size()},
                   {"images", result.cosim.images},
                   {"commits", result.cosim.commits},
                   {"cycles", result.cosim.cycles},
                   {"mismatches", result.cosim.mismatches}};
  nlohmann::ordered_json dies = nlohmann::ordered_json::array();
  for (const SelfTunedDie& die : result.dies) {
    nlohmann::ordered_json moves = nlohmann::ordered_json::array();
    for (const GainMove& move : die.moves) moves.push_back({move.image, move.steps});
    dies.push_back({{"die", die.die},
                    {"right", {die.fresh, die.shifted, die.followed}},
                    {"settled", die.settled()},
                    {"moves", moves}});
  }
  json["each"] = dies;
  return json.dump(1) + "\n";
}

constexpr int kWidth = 640, kHeight = 300, kLeft = 46, kTop = 30, kPlotWidth = 570,
              kPlotHeight = 220;
constexpr const char* kStyle =
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.dim{fill:#66788a}"
    ".axis{stroke:#9aa5b1;fill:none}.mark{stroke:#c3ccd5;stroke-dasharray:4 3}"
    "path{stroke-width:1.4;fill:none}";
constexpr const char* kColours[] = {"#0b69a3", "#c44d1e", "#2d7d46", "#7a4fb5",
                                    "#a3760b", "#4b5563", "#b5457d"};

// Gains of every layer relative to the repair's, image by image: the mean over the dies.
std::string svg_of(const SelfTuneResult& result) {
  const size_t images = result.dies.front().gains.size();
  const size_t layers = result.dies.front().gains.front().size();
  std::vector<std::vector<double>> curves(layers, std::vector<double>(images));
  double most = 1.0;
  double least = 1.0;
  for (size_t l = 0; l < layers; ++l) {
    for (size_t i = 0; i < images; ++i) {
      for (const SelfTunedDie& die : result.dies) {
        curves[l][i] += die.gains[i][l] / die.gains[0][l] / static_cast<double>(result.dies.size());
      }
      most = std::max(most, curves[l][i]);
      least = std::min(least, curves[l][i]);
    }
  }
  const double low = least - 0.05;
  const double high = most + 0.05;
  const auto x = [&](double image) {
    return kLeft + kPlotWidth * (image + result.study.before) / static_cast<double>(images);
  };
  const auto y = [&](double gain) { return kTop + kPlotHeight * (high - gain) / (high - low); };
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\"><style>{2}</style>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      kWidth, kHeight, kStyle);
  svg += fmt::format(
      "<text x=\"{}\" y=\"18\">gains under the monitor, relative to the repair; every conductance "
      "{:+.0f} % at image 0; mean of {} dies</text>\n",
      kLeft, 100 * result.study.shift, result.dies.size());
  svg += fmt::format("<path class=\"axis\" d=\"M{0} {1} V{2} H{3}\"/>\n", kLeft, kTop,
                     kTop + kPlotHeight, kLeft + kPlotWidth);
  for (const int image : {0, kWithin}) {
    svg +=
        fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n",
                    x(image), kTop, kTop + kPlotHeight);
    svg += fmt::format("<text class=\"dim\" x=\"{:.1f}\" y=\"{}\">{}</text>\n", x(image) - 4,
                       kTop + kPlotHeight + 16, image);
  }
  for (const double gain : {1.0, 1.0 / (1.0 + result.study.shift)}) {
    svg +=
        fmt::format("<line class=\"mark\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n",
                    kLeft, kLeft + kPlotWidth, y(gain));
    svg +=
        fmt::format("<text class=\"dim\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.2f}</text>\n",
                    kLeft - 4, y(gain) + 4, gain);
  }
  for (size_t l = 0; l < layers; ++l) {
    const char* colour = kColours[l % std::size(kColours)];
    std::string path;
    for (size_t i = 0; i < images; ++i) {
      path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : " L",
                          x(static_cast<double>(i) - result.study.before), y(curves[l][i]));
    }
    svg += fmt::format("<path stroke=\"{}\" d=\"{}\"/>\n", colour, path);
    svg += fmt::format("<text x=\"{}\" y=\"{}\" style=\"fill:{}\">layer {}</text>\n",
                       kLeft + 70 * static_cast<int>(l), kHeight - 12, colour, l);
  }
  return svg + "</svg>\n";
}

}  // namespace

std::string self_tune_table(const SelfTuneResult& result) {
  const Totals t = totals(result);
  const auto row = [&](const char* name, const std::vector<int64_t>& right) {
    const Estimate e = accuracy(right, result.judged);
    return fmt::format("  {:<34} {:6.2f} %  [{:.2f}, {:.2f}]\n", name, e.value, e.interval.low,
                       e.interval.high);
  };
  std::string text = fmt::format(
      "{}: {} dies, every conductance {:+.0f} %, window {} images, dead band gain / {}\n",
      result.scenario, result.dies.size(), 100 * result.study.shift, result.study.window,
      1 << result.study.dead_shift);
  text += fmt::format("  {:<34} {:6.2f} %\n", "ideal chip", 100.0 * result.ideal / result.judged);
  text += row("repaired", t.fresh);
  text += row("shifted", t.shifted);
  text += row("shifted, self-tuned", t.followed);
  text += fmt::format(
      "  slowest die settled after {} images; later or before the shift, moves of "
      "more than a step: {}\n",
      t.settled, t.late_moves);
  const MonitorCosim& cosim = result.cosim;
  if (!cosim.dies.empty()) {
    text += fmt::format(
        "  RTL in lock-step: {} dies, {} images each, {} commits, {} cycles, {} mismatches\n",
        cosim.dies.size(), cosim.images, cosim.commits, cosim.cycles, cosim.mismatches);
  }
  if (!cosim.message.empty()) text += "  " + cosim.message + "\n";
  return text;
}

void write_self_tune(const SelfTuneResult& result, const std::filesystem::path& folder) {
  std::error_code ignored;  // writing says it better
  std::filesystem::create_directories(folder, ignored);
  write_file_atomically(folder / "self_tune.json", json_of(result));
  write_file_atomically(folder / "self_tune.svg", svg_of(result));
}

}  // namespace kintsugi
