#include "testbench/space/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/core/error.h"
#include "testbench/space/decimal_range.h"

namespace kintsugi {
namespace {

// One argument: a key and its values.
struct SweptKey {
  std::string key;
  std::vector<std::string> values;
  std::string argument;
};

// `text` cut at `separator`, but not within quotes or brackets.
std::vector<std::string> split_outside(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (c == separator && depth == 0 && quote == 0) {
      parts.emplace_back();
      continue;
    }
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else {
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    }
    parts.back() += c;
  }
  return parts;
}

[[noreturn]] void refuse(const std::string& where, const std::string& sentence) {
  throw UserError(where + ": " + sentence);
}

void require_no_more(size_t points, const std::string& where) {
  if (points <= kMostPoints) return;
  refuse(where, fmt::format("found more than {} points; allowed at most so many; sweep fewer "
                            "values, or cut the sweep into several",
                            kMostPoints));
}

void append_values(const std::string& item, SweptKey* swept) {
  const std::vector<std::string> parts = split_outside(item, ':');
  if (item.empty()) {
    refuse(swept->argument,
           "found an empty value; allowed KEY=VALUE,VALUE,... or "
           "KEY=FROM:TO:STEP");
  }
  if (parts.size() == 1) {
    swept->values.push_back(item);
    return;
  }
  if (parts.size() != 3) {
    refuse(swept->argument, fmt::format("found {}; a range is FROM:TO:STEP, as in 0.1:0.5:0.1; "
                                        "put quotes around a value with a colon",
                                        item));
  }
  const std::vector<std::string> range =
      decimal_range(parts[0], parts[1], parts[2], kMostPoints, swept->argument);
  swept->values.insert(swept->values.end(), range.begin(), range.end());
}

SweptKey swept_key(const std::string& argument) {
  SweptKey swept;
  swept.argument = argument;
  const size_t equals = argument.find('=');
  if (equals == 0 || equals == std::string::npos) {
    refuse(argument.empty() ? "sweep" : argument,
           "found no KEY=VALUES; allowed KEY=VALUE,VALUE,... or KEY=FROM:TO:STEP, as in "
           "adc.bits=4,6,8");
  }
  swept.key = argument.substr(0, equals);
  for (const std::string& item : split_outside(argument.substr(equals + 1), ',')) {
    append_values(item, &swept);
  }
  std::set<std::string> seen;
  for (const std::string& value : swept.values) {
    if (!seen.insert(value).second) {
      refuse(argument, fmt::format("found {} twice; allowed each value once", value));
    }
  }
  return swept;
}

void add_key(const std::string& key, const std::string& where, SweepGrid* grid) {
  if (std::find(grid->keys.begin(), grid->keys.end(), key) != grid->keys.end()) {
    refuse(where, fmt::format("found the key {} twice; allowed once, with all its values", key));
  }
  grid->keys.push_back(key);
}

}  // namespace

SweepGrid grid_of(const std::vector<std::string>& arguments) {
  SweepGrid grid;
  grid.points.resize(1);
  for (const std::string& argument : arguments) {
    const SweptKey swept = swept_key(argument);
    add_key(swept.key, argument, &grid);
    require_no_more(grid.points.size() * swept.values.size(), argument);
    std::vector<std::vector<Override>> points;
    for (const std::vector<Override>& point : grid.points) {
      for (const std::string& value : swept.values) {
        points.push_back(point);
        points.back().push_back({swept.key, value, argument});
      }
    }
    grid.points = std::move(points);
  }
  if (grid.keys.empty()) {
    refuse("sweep",
           "found no key to sweep; allowed KEY=VALUE,VALUE,... or KEY=FROM:TO:STEP, as in "
           "adc.bits=4,6,8, or --points FILE.csv");
  }
  return grid;
}

}  // namespace kintsugi
