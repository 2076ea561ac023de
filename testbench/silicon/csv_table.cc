#include "testbench/silicon/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  size_t start = 0;
  while (true) {
    const size_t comma = line.find(',', start);
    cells.push_back(line.substr(start, comma - start));
    if (comma == std::string::npos) return cells;
    start = comma + 1;
  }
}

// Cells as they are shown in a sentence.
std::string shown(const std::string& cell) { return cell.empty() ? "an empty cell" : cell; }

template <class Number>
bool parse_whole(const std::string& text, Number* value) {
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, *value);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

}  // namespace

CsvTable::CsvTable(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_, std::ios::binary);
  if (!in) throw UserError(file_.string() + ": cannot be read; allowed is a CSV file");
  std::string line;
  int number = 0;
  while (std::getline(in, line)) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.find('"') != std::string::npos) {
      throw UserError(fmt::format(
          "{}:{}: found a quotation mark; allowed are cells without commas and quotation marks",
          file_.string(), number));
    }
    if (number == 1) {
      header_ = cells_of(line);
      continue;
    }
    Row row{number, cells_of(line)};
    if (row.cells.size() != header_.size()) {
      throw UserError(fmt::format("{}:{}: found {} cells; allowed are {}, one for each column",
                                  file_.string(), number, row.cells.size(), header_.size()));
    }
    rows_.push_back(std::move(row));
  }
  std::set<std::string> names;
  for (const std::string& name : header_) {
    if (!names.insert(name).second) {
      throw UserError(fmt::format("{}:1: found the column {} twice; allowed is each once",
                                  file_.string(), shown(name)));
    }
  }
  if (rows_.empty()) {
    throw UserError(file_.string() + ": found no row; allowed is a header and a row a die");
  }
}

bool CsvTable::has(const std::string& column) const {
  return std::find(header_.begin(), header_.end(), column) != header_.end();
}

void CsvTable::require_known(const std::vector<std::string>& known) const {
  const std::set<std::string> names(known.begin(), known.end());
  for (const std::string& name : header_) {
    if (names.count(name) != 0) continue;
    throw UserError(
        fmt::format("{}:1: found the unknown column {}; allowed are those of "
                    "docs/own_silicon.md{}",
                    file_.string(), shown(name), did_you_mean(name, known)));
  }
}

size_t CsvTable::column(const std::string& name, const std::string& meaning) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found != header_.end()) return static_cast<size_t>(found - header_.begin());
  throw UserError(fmt::format("{}:1: found no column {}; needed is {}{}", file_.string(), name,
                              meaning, did_you_mean(name, header_)));
}

int64_t CsvTable::integer(size_t row, size_t column, int64_t least, int64_t most) const {
  int64_t value = 0;
  if (parse_whole(text(row, column), &value) && value >= least && value <= most) return value;
  fail(row, column, fmt::format("a whole number from {} to {}", least, most));
}

double CsvTable::number(size_t row, size_t column, double least, double most) const {
  double value = 0.0;
  if (parse_whole(text(row, column), &value) && value >= least && value <= most) return value;
  fail(row, column, fmt::format("a number from {} to {}", least, most));
}

void CsvTable::fail(size_t row, size_t column, const std::string& allowed) const {
  throw UserError(fmt::format("{}:{}: {}: found {}; allowed is {}", file_.string(), line(row),
                              header_[column], shown(text(row, column)), allowed));
}

void CsvTable::fail_row(size_t row, const std::string& sentence) const {
  throw UserError(fmt::format("{}:{}: {}", file_.string(), line(row), sentence));
}

}  // namespace kintsugi
