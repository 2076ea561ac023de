#include "models/wires/effective_conductance.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/device/cell.h"
#include "models/wires/network_elimination.h"

namespace kintsugi {
namespace {

void check_tile(const double* conductance, int rows, int columns) {
  if (rows < 1 || columns < 1 || rows > kLargestWiredTile || columns > kLargestWiredTile) {
    throw std::invalid_argument("a tile with wires has 1 to 1024 rows and columns");
  }
  const int64_t cells = static_cast<int64_t>(rows) * columns;
  for (int64_t i = 0; i < cells; ++i) {
    if (!(conductance[i] >= 0.0 && std::isfinite(conductance[i]))) {
      throw std::invalid_argument("a cell's conductance must be finite and not negative");
    }
  }
}

// Rounds one code and says by how much it is off.
int16_t rounded(double exact, RoundedCodes& report, double& error) {
  const double code = std::floor(exact + 0.5);
  error = 0.0;
  if (code > static_cast<double>(kLargestCellCode)) {
    ++report.clipped;
    return static_cast<int16_t>(kLargestCellCode);
  }
  error = code - exact;
  return static_cast<int16_t>(code);
}

}  // namespace

std::vector<double> effective_conductance(const WireDesign& design, const double* conductance,
                                          int rows, int columns) {
  check_wires(design);
  check_tile(conductance, rows, columns);
  if (design.ideal()) {
    return {conductance, conductance + static_cast<int64_t>(rows) * columns};
  }
  return NetworkElimination(design, conductance, rows, columns).solve();
}

RoundedCodes round_to_codes(const double* conductance, int rows, int columns, int16_t* codes) {
  RoundedCodes report;
  double squares = 0.0;
  double column_squares = 0.0;
  for (int c = 0; c < columns; ++c) {
    double errors = 0.0;
    double column_square = 0.0;
    double sum = 0.0;
    for (int r = 0; r < rows; ++r) {
      const int64_t cell = static_cast<int64_t>(r) * columns + c;
      double error = 0.0;
      codes[cell] = rounded(conductance[cell], report, error);
      report.largest_error = std::max(report.largest_error, std::abs(error));
      errors += error;
      column_square += error * error;
      sum += codes[cell];
    }
    squares += column_square;
    if (sum == 0.0) continue;
    column_squares += column_square / (sum * sum);
    report.largest_column_error = std::max(report.largest_column_error, std::abs(errors) / sum);
  }
  report.rms_error = std::sqrt(squares / (static_cast<double>(rows) * columns));
  report.rms_column_error = std::sqrt(column_squares / columns);
  return report;
}

RoundedCodes effective_codes(const WireDesign& design, double g_max_siemens, int rows, int columns,
                             int16_t* codes) {
  check_wires(design);
  if (!(g_max_siemens > 0.0 && std::isfinite(g_max_siemens))) {
    throw std::invalid_argument("the largest conductance must be positive and finite");
  }
  if (design.ideal()) return {};
  const double step = g_max_siemens / kCodesPerGmax;
  const size_t cells = static_cast<size_t>(rows) * static_cast<size_t>(columns);
  std::vector<double> conductance(codes, codes + cells);
  for (double& g : conductance) g = g * step;
  std::vector<double> exact = effective_conductance(design, conductance.data(), rows, columns);
  for (double& g : exact) g = g / step;
  return round_to_codes(exact.data(), rows, columns, codes);
}

}  // namespace kintsugi
