#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "models/core/error.h"
#include "testbench/space/grid.h"

namespace kintsugi {
namespace {

struct CsvLine {
  int number = 0;  // where it begins in the file
  std::vector<std::string> cells;
};

// RFC 4180; lines without a character are left out.
std::vector<CsvLine> csv_lines(const std::string& text, const std::string& file) {
  std::vector<CsvLine> lines;
  int number = 1;
  size_t at = 0;
  while (at < text.size()) {
    CsvLine line{number, {""}};
    bool quoted = false;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '\n') ++number;
      if (quoted) {
        if (c != '"') {
          line.cells.back() += c;
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          line.cells.back() += text[++at];
        } else {
          quoted = false;
        }
      } else if (c == '"' && line.cells.back().empty()) {
        quoted = true;
      } else if (c == ',') {
        line.cells.emplace_back();
      } else if (c == '\n') {
        ++at;
        break;
      } else if (c != '\r') {
        line.cells.back() += c;
      }
    }
    if (quoted) {
      throw UserError(
          fmt::format("{}:{}: found a quote that does not end; allowed \"...\" around a "
                      "value",
                      file, line.number));
    }
    if (line.cells.size() > 1 || !line.cells[0].empty()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

SweepGrid read_points(const std::filesystem::path& path) {
  const std::string file = path.string();
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (!stream.is_open() || stream.bad()) {
    throw UserError(file +
                    ": found no such file of points; allowed a CSV file: a line of keys, "
                    "then a line a point");
  }
  const std::vector<CsvLine> lines = csv_lines(text, file);
  if (lines.size() < 2) {
    throw UserError(file + ": found no point; allowed a line of keys, then a line a point");
  }
  SweepGrid grid;
  std::set<std::string> keys;
  for (const std::string& key : lines[0].cells) {
    const bool fresh = keys.insert(key).second;
    if (key.empty() || !fresh) {
      throw UserError(fmt::format("{}:{}: found {}; allowed the name of a key, each once", file,
                                  lines[0].number,
                                  key.empty() ? "a key without a name" : key + " twice"));
    }
    grid.keys.push_back(key);
  }
  if (lines.size() - 1 > kMostPoints) {
    throw UserError(
        fmt::format("{}: found {} points; allowed at most {}; cut the sweep into "
                    "several",
                    file, lines.size() - 1, kMostPoints));
  }
  for (size_t i = 1; i < lines.size(); ++i) {
    const CsvLine& line = lines[i];
    const std::string where = fmt::format("{}:{}", file, line.number);
    if (line.cells.size() != grid.keys.size()) {
      throw UserError(fmt::format("{}: found {} values; allowed {}, one a key of the first line",
                                  where, line.cells.size(), grid.keys.size()));
    }
    std::vector<Override> point;
    for (size_t k = 0; k < grid.keys.size(); ++k) {
      if (line.cells[k].empty()) {
        throw UserError(fmt::format("{}: found no value of {}; allowed a value of each key", where,
                                    grid.keys[k]));
      }
      point.push_back({grid.keys[k], line.cells[k], where});
    }
    grid.points.push_back(std::move(point));
  }
  return grid;
}

}  // namespace kintsugi
