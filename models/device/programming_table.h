// Measured programming statistics as a function of the target conductance, from a CSV file.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace kintsugi {

// Mean and standard deviation of the programmed conductance at targets `g_us` (rising), uS.
// Between them linear interpolation; outside nothing is known.
struct ProgrammingTable {
  std::vector<double> g_us;
  std::vector<double> mean_us;
  std::vector<double> sigma_us;

  bool empty() const { return g_us.empty(); }
  bool covers(double g) const { return !empty() && g >= g_us.front() && g <= g_us.back(); }
  double mean(double g) const;   // `g` must be covered
  double sigma(double g) const;  // `g` must be covered
};

// Reads CSV: a line `g_us,mean_us,sigma_us`, then one row a target, rising. Empty lines and lines
// that start with # are skipped. `file` names the source in errors. Throws UserError with file and
// line for a wrong header, a missing or extra field, what is not a finite number or negative,
// targets that do not rise, no rows.
ProgrammingTable read_programming_table(std::istream& csv, const std::string& file);
ProgrammingTable read_programming_table(const std::string& path);

}  // namespace kintsugi
