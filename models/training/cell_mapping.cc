#include "models/training/cell_mapping.h"

#include <algorithm>

#include "models/core/error.h"

namespace kintsugi {
namespace {

WeightCoding coding(const CellMapping& cells) {
  WeightCoding coding;
  coding.mapping = cells.mapping;
  coding.levels = cells.levels;
  coding.weight_levels = cells.levels;
  return coding;
}

}  // namespace

int CellMapping::steps_per_state() const { return coding(*this).steps_per_state(); }

int CellMapping::largest_state() const {
  const int middle = middle_level();
  return differential() ? levels - 1 : std::min(middle, levels - 1 - middle);
}

int CellMapping::middle_level() const { return coding(*this).reference_state(); }

double CellMapping::floor_levels(double g_min) const {
  return g_min * (levels - 1) / (1.0 - g_min);
}

Mapping cell_mapping(const std::string& name) {
  if (name == "differential") return Mapping::Differential;
  if (name == "single-ended") return Mapping::SingleEnded;
  throw UserError("--mapping is '" + name + "'; allowed are differential and single-ended.");
}

}  // namespace kintsugi
