#include "models/device/programming_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <fstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr const char* kHeader = "g_us,mean_us,sigma_us";

std::string stripped(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> parts;
  size_t start = 0;
  while (true) {
    const size_t comma = line.find(',', start);
    parts.push_back(stripped(line.substr(start, comma - start)));
    if (comma == std::string::npos) return parts;
    start = comma + 1;
  }
}

double number(const std::string& text, const std::string& where, const char* column) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(value) || value < 0.0) {
    throw UserError(where + ": " + column + " is \"" + text +
                    "\"; allowed is a finite number, at least 0, in uS.");
  }
  return value;
}

void add_row(ProgrammingTable& table, const std::string& line, const std::string& where) {
  const std::vector<std::string> parts = fields(line);
  if (parts.size() != 3) {
    throw UserError(where + ": " + std::to_string(parts.size()) + " fields; a row has three, " +
                    kHeader + ".");
  }
  const double g = number(parts[0], where, "g_us");
  if (!table.empty() && g <= table.g_us.back()) {
    throw UserError(where + ": g_us is " + parts[0] +
                    ", not above the row before it; sort the rows by rising g_us, each once.");
  }
  table.g_us.push_back(g);
  table.mean_us.push_back(number(parts[1], where, "mean_us"));
  table.sigma_us.push_back(number(parts[2], where, "sigma_us"));
}

double interpolate(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto above = static_cast<size_t>(std::lower_bound(x.begin(), x.end(), at) - x.begin());
  if (above == 0) return y.front();
  const double share = (at - x[above - 1]) / (x[above] - x[above - 1]);
  return y[above - 1] + share * (y[above] - y[above - 1]);
}

}  // namespace

double ProgrammingTable::mean(double g) const { return interpolate(g_us, mean_us, g); }

double ProgrammingTable::sigma(double g) const { return interpolate(g_us, sigma_us, g); }

ProgrammingTable read_programming_table(std::istream& csv, const std::string& file) {
  ProgrammingTable table;
  bool header = false;
  int line_number = 0;
  for (std::string line; std::getline(csv, line);) {
    const std::string where = file + ":" + std::to_string(++line_number);
    line = stripped(line);
    if (line.empty() || line.front() == '#') continue;
    if (header) {
      add_row(table, line, where);
      continue;
    }
    header = true;
    if (line != kHeader) {
      throw UserError(where + ": the first line is \"" + line + "\"; it must be " + kHeader + ".");
    }
  }
  if (table.empty()) {
    throw UserError(file + ":" + std::to_string(line_number) + ": no rows; give the line " +
                    kHeader + " and at least one row below it.");
  }
  return table;
}

ProgrammingTable read_programming_table(const std::string& path) {
  std::ifstream csv(path);
  if (!csv) {
    throw UserError(path + ": cannot be read; device.programming_table names a CSV file with " +
                    std::string(kHeader) + ".");
  }
  return read_programming_table(csv, path);
}

}  // namespace kintsugi
