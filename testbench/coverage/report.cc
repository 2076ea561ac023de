#include "testbench/coverage/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<double, kCoverageKinds.size()> kLeastPercent = {100, 100, 95, 100};
constexpr double kMostExcludedPercent = 5;

const char* kind_name(size_t kind) { return kCoverageKinds[kind]; }
const char* kind_name(CoverageKind kind) { return kind_name(static_cast<size_t>(kind)); }

void count(CoverageFigures& figures, const CoveragePoint& point, bool excluded) {
  if (excluded) {
    ++figures.excluded;
  } else {
    ++figures.points;
    if (point.count > 0) ++figures.covered;
  }
}

std::string row(const std::string& name, const KindFigures& figures) {
  std::string text = fmt::format("{:24}", name);
  for (const CoverageFigures& f : figures) {
    text += f.points == 0
                ? fmt::format("{:>18}", "-")
                : fmt::format(" {:>7.2f} % {:>7}", f.percent(), fmt::format("of {}", f.points));
  }
  return text + "\n";
}

Json json_of(const KindFigures& figures) {
  Json json;
  for (size_t k = 0; k < figures.size(); ++k) {
    const CoverageFigures& f = figures[k];
    json[kind_name(k)] = {{"percent", f.percent()},
                          {"points", f.points},
                          {"covered", f.covered},
                          {"excluded", f.excluded}};
  }
  return json;
}

}  // namespace

double CoverageReport::excluded_percent() const {
  size_t excluded = 0;
  size_t all = 0;
  for (const CoverageFigures& f : total) {
    excluded += f.excluded;
    all += f.excluded + f.points;
  }
  return all == 0 ? 0.0 : 100.0 * double(excluded) / double(all);
}

std::vector<std::string> CoverageReport::failures() const {
  std::vector<std::string> sentences;
  for (size_t k = 0; k < total.size(); ++k) {
    const CoverageFigures& f = total[k];
    if (f.points == 0) {
      sentences.push_back(fmt::format("{}: there are no points", kind_name(k)));
    } else if (f.percent() < kLeastPercent[k]) {
      sentences.push_back(
          fmt::format("{}: {:.2f} % is below {} %", kind_name(k), f.percent(), kLeastPercent[k]));
    }
  }
  if (excluded_percent() > kMostExcludedPercent) {
    sentences.push_back(
        fmt::format("excluded: {:.2f} % is above {} %", excluded_percent(), kMostExcludedPercent));
  }
  for (const std::string& s : stale) {
    sentences.push_back("excluded without need: " + s);
  }
  return sentences;
}

CoverageReport make_report(const std::vector<CoveragePoint>& points,
                           const std::vector<bool>& excluded, std::vector<std::string> stale) {
  CoverageReport report;
  report.stale = std::move(stale);
  for (size_t i = 0; i < points.size(); ++i) {
    const auto kind = static_cast<size_t>(points[i].kind);
    count(report.total[kind], points[i], excluded[i]);
    count(report.modules[points[i].module()][kind], points[i], excluded[i]);
    if (!excluded[i] && points[i].count == 0) report.uncovered.push_back(points[i]);
  }
  return report;
}

std::string coverage_text(const CoverageReport& report) {
  std::string text = "Not covered:\n";
  for (const CoveragePoint& point : report.uncovered) {
    text +=
        fmt::format("  {:8} {}:{} {}\n", kind_name(point.kind), point.file, point.line, point.name);
  }
  if (report.uncovered.empty()) text = "";
  text += fmt::format("{:24}", "module");
  for (const char* kind : kCoverageKinds) text += fmt::format("{:>18}", kind);
  text += "\n";
  for (const auto& [module, figures] : report.modules) text += row(module, figures);
  text += row("all", report.total);
  text += fmt::format("excluded: {:.2f} % of all points\n", report.excluded_percent());
  for (const std::string& sentence : report.failures()) text += sentence + "\n";
  return text;
}

std::string coverage_json(const CoverageReport& report) {
  Json json = json_of(report.total);
  json["excluded_percent"] = report.excluded_percent();
  json["stale_exclusions"] = report.stale;
  json["failures"] = report.failures();
  for (const auto& [module, figures] : report.modules) json["modules"][module] = json_of(figures);
  json["uncovered"] = Json::array();
  for (const CoveragePoint& p : report.uncovered) {
    json["uncovered"].push_back(
        fmt::format("{} {}:{} {}", kind_name(p.kind), p.file, p.line, p.name));
  }
  return json.dump(2) + "\n";
}

}  // namespace kintsugi
