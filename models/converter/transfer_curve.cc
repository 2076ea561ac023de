#include "models/converter/transfer_curve.h"

#include <fmt/format.h>

#include "models/converter/fine_grid.h"

namespace kintsugi {

TransferCurve transfer_curve(const uint16_t* table, int bits) {
  const int32_t positions = fine_positions(bits);
  const size_t codes = size_t{1} << bits;
  TransferCurve curve;
  int32_t j = 0;
  for (size_t k = 1; k < codes; ++k) {
    while (j < positions && table[j] < k) ++j;
    curve.transition.push_back(static_cast<double>(j) / kFinePerLsb);
    curve.inl.push_back(curve.transition.back() - static_cast<double>(k));
  }
  for (size_t k = 1; k + 1 < codes; ++k) {
    curve.dnl.push_back(curve.transition[k] - curve.transition[k - 1] - 1.0);
  }
  return curve;
}

void write_transfer_curve(std::ostream& out, const TransferCurve& curve, const TransferLine& line) {
  const auto half_range = static_cast<int64_t>((curve.transition.size() + 1) / 2);
  out << "code,transition_sum,inl_lsb,dnl_lsb\n";
  for (size_t i = 0; i < curve.transition.size(); ++i) {
    const double sum = (curve.transition[i] - line.offset) / line.slope;
    const std::string dnl = i < curve.dnl.size() ? fmt::format("{}", curve.dnl[i]) : "";
    out << fmt::format("{},{},{},{}\n", static_cast<int64_t>(i) + 1 - half_range, sum, curve.inl[i],
                       dnl);
  }
}

}  // namespace kintsugi
