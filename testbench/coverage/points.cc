#include "testbench/coverage/points.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <tuple>

#include "models/core/error.h"

namespace kintsugi {
namespace {

using Fields = std::map<std::string, std::string>;

// C '<1>key<2>value<1>key<2>value...' count
Fields fields_of(const std::string& text) {
  Fields fields;
  std::istringstream pairs(text);
  std::string pair;
  while (std::getline(pairs, pair, '\1')) {
    const size_t middle = pair.find('\2');
    if (middle != std::string::npos) fields[pair.substr(0, middle)] = pair.substr(middle + 1);
  }
  return fields;
}

CoverageKind kind_of(const std::string& page) {
  const std::string kind = page.substr(0, page.find('/'));
  if (kind == "v_line") return CoverageKind::Line;
  if (kind == "v_branch") return CoverageKind::Branch;
  if (kind == "v_toggle") return CoverageKind::Toggle;
  if (kind == "v_user") return CoverageKind::Property;
  throw UserError("coverage.dat: found the unknown page " + page);
}

// Verilator says only where a cover property stands; its label is in the source.
std::string label_at(const std::string& file, int line) {
  static const std::regex cover(R"(`COVER\((\w+))");
  std::ifstream source(file);
  std::string text;
  for (int i = 0; i < line; ++i) std::getline(source, text);
  std::smatch match;
  return std::regex_search(text, match, cover) ? match[1].str() : "";
}

CoveragePoint point_of(const std::string& line, const std::string& rtl) {
  const size_t first = line.find('\'');
  const size_t last = line.rfind('\'');
  if (line.compare(0, 2, "C ") != 0 || first == last) {
    throw UserError("coverage.dat: found the line \"" + line + "\"");
  }
  Fields fields = fields_of(line.substr(first + 1, last - first - 1));
  CoveragePoint point;
  point.kind = kind_of(fields["page"]);
  point.file = fields["f"];
  point.line = std::stoi(fields["l"]);
  point.name = fields["o"];
  point.count = std::stoull(line.substr(last + 1));
  if (point.kind == CoverageKind::Property) {
    const std::string label = label_at(rtl + "/" + point.file, point.line);
    if (!label.empty()) point.name = label;
  }
  return point;
}

}  // namespace

std::string CoveragePoint::module() const { return std::filesystem::path(file).stem().string(); }

std::vector<CoveragePoint> read_points(const std::string& dat, const std::string& rtl) {
  std::istringstream lines(dat);
  std::string line;
  std::getline(lines, line);
  if (line != "# SystemC::Coverage-3") throw UserError("coverage.dat: found no head of Verilator");
  std::map<std::tuple<std::string, int, CoverageKind, std::string>, CoveragePoint> points;
  while (std::getline(lines, line)) {
    const CoveragePoint point = point_of(line, rtl);
    const auto key = std::tuple(point.file, point.line, point.kind, point.name);
    const auto [place, is_new] = points.emplace(key, point);
    if (!is_new) place->second.count += point.count;
  }
  std::vector<CoveragePoint> result;
  for (const auto& [key, point] : points) result.push_back(point);
  return result;
}

}  // namespace kintsugi
